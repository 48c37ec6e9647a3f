from stylogeny.generation.closed_form.schedule import FINEST, PAINT, REPAINT, SETTLE, scales, schedule_of


def test_scales_go_from_coarse_to_the_size_asked_for():
    assert scales((256, 256), 8) == [(128, 128), (256, 256)]
    assert scales((128, 192), 8)[-1] == (128, 192)


def test_scales_over_a_blurred_composition_start_at_twice_its_side():
    assert scales((128, 128), 8, resolution=32) == [(64, 64), (128, 128)]
    assert scales((256, 256), 8, resolution=32) == [(64, 64), (128, 128), (256, 256)]
    assert scales((192, 256), 8, resolution=28) == [(56, 72), (104, 136), (192, 256)]
    assert scales((32, 32), 8, resolution=32) == [(32, 32)]


def test_noise_falls_and_a_content_or_blur_has_a_schedule_of_its_own():
    assert schedule_of(0, content=False, blurred=False) is SETTLE
    assert schedule_of(0, content=True, blurred=False) is REPAINT
    assert schedule_of(1, content=True, blurred=False) is FINEST
    assert schedule_of(0, content=True, blurred=True) is PAINT
    for schedule in (SETTLE, REPAINT, FINEST, PAINT):
        sigmas = [sigma for sigma, _, _ in schedule.levels()]
        assert sigmas == sorted(sigmas, reverse=True)
