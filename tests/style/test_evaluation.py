"""Judges, rivals, locked sets: each against a case whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.style import AestheticHead, ClipEncoder, judge_pictures, learn, locked_set, shared_attention
from stylogeny.style.baselines import Row, at_equal_fidelity, compare, dreambooth_lora, latents, textual_inversion
from stylogeny.style.evaluation import csls, independent

from .conftest import draw, sd15

CALL = {"num_inference_steps": 1, "height": 16, "width": 16, "guidance_scale": 3.0}


@pytest.fixture(scope="session")
def other(clip):
    """A second CLIP: same shape, other weights."""
    from transformers import CLIPModel

    torch.manual_seed(77)
    return ClipEncoder(CLIPModel(clip.model.config).eval(), clip.tokenizer, "another-clip")


def test_csls_takes_hubs_down():
    rng = np.random.default_rng(0)
    background = rng.normal(size=(60, 8))
    hub = background.mean(0) * 5 + 0.1 * rng.normal(size=8)  # near everything
    mate = rng.normal(size=8)
    x = mate + 0.6 * hub / np.linalg.norm(hub) * np.linalg.norm(mate)
    plain = [float(v @ x / np.linalg.norm(v) / np.linalg.norm(x)) for v in (hub, mate)]
    fair = csls(x[None], np.stack([hub, mate]), background, k=60)[0]
    assert fair[1] - fair[0] > 2 * (plain[1] - plain[0])  # the hub loses ground to the true mate
    # with the definition written out
    cos = lambda a, b: a @ b / np.linalg.norm(a) / np.linalg.norm(b)  # noqa: E731
    r = lambda v: np.mean(sorted(cos(v, b) for b in background)[-3:])  # noqa: E731
    assert csls(x[None], mate[None], background, k=3)[0, 0] == pytest.approx(2 * cos(x, mate) - r(x) - r(mate))


def test_aesthetic_heads_of_each_format(tmp_path):
    g = torch.Generator().manual_seed(0)
    x = np.random.default_rng(0).normal(size=(3, 24)).astype(np.float32)
    u = torch.nn.functional.normalize(torch.from_numpy(x), dim=1)
    linear = torch.nn.Linear(24, 1)
    torch.save(linear.state_dict(), tmp_path / "sa_0_4_linear.pth")
    torch.save({f"linear.{k}": v for k, v in linear.state_dict().items()}, tmp_path / "sac.pth")
    stack = torch.nn.Sequential(
        torch.nn.Linear(24, 9), torch.nn.Dropout(0.2), torch.nn.Linear(9, 4), torch.nn.Linear(4, 1)
    ).eval()
    torch.save({f"layers.{k}": v for k, v in stack.state_dict().items()}, tmp_path / "mlp.pth")
    with torch.no_grad():
        expected = {"sa_0_4_linear": linear(u), "sac": linear(u * 24**0.5), "mlp": stack(u)}
    for name, value in expected.items():
        head = AestheticHead.read(tmp_path / f"{name}.pth")
        np.testing.assert_allclose(head.score(x), value.numpy()[:, 0], atol=1e-5)
        with pytest.raises(StylogenyError, match="width 24"):
            head.score(np.ones((1, 5)))
    torch.save({"a": torch.randn(2, generator=g)}, tmp_path / "no.pth")
    with pytest.raises(StylogenyError, match="not an aesthetic head"):
        AestheticHead.read(tmp_path / "no.pth")


def test_the_optimised_encoder_is_never_the_judge(clip, other, pictures):
    e = learn(pictures[:4], encoder=clip)
    renamed = ClipEncoder(clip.model, clip.tokenizer, "a new name")
    for judge in (clip, renamed):
        with pytest.raises(StylogenyError, match="cannot be the judge"):
            judge_pictures(pictures[:2], references=pictures[4:], encoder=judge, optimised=e)
    assert independent(other, [e]) is other
    own = judge_pictures(
        pictures[:2], references=pictures[2:4], encoder=other, optimised=e, background=pictures, prompts=["a", "b"]
    )
    far = judge_pictures(pictures[:2], references=pictures[4:], encoder=other, optimised=e, background=pictures)
    assert own.style > far.style and own.fidelity is not None and far.fidelity is None
    with pytest.raises(StylogenyError, match="one prompt a picture"):
        judge_pictures(pictures[:2], references=pictures[4:], encoder=other, prompts=["a"])


def _loss(pipe, pictures, prompt):
    """Mean denoising loss on fixed noise."""
    x = latents(pipe, pictures, 16)
    g = torch.Generator().manual_seed(3)
    with torch.no_grad():
        hidden = pipe.encode_prompt(prompt, "cpu", 1, False)[0].expand(len(x), -1, -1)
        total = 0.0
        for t in (10, 50, 90):
            noise = torch.randn(x.shape, generator=g)
            step = torch.full((len(x),), t)
            found = pipe.unet(pipe.scheduler.add_noise(x, noise, step), step, encoder_hidden_states=hidden).sample
            total += float(((found - noise) ** 2).mean())
    return total / 3


def test_rivals_learn_and_leave_no_trace(tiny, pictures, fingerprint):
    pipe = sd15(tiny)
    before, plain = fingerprint(pipe), draw(pipe, "snow")
    start = _loss(pipe, pictures[:2], "a picture in the style of sks")
    with dreambooth_lora(pipe, pictures[:2], steps=25, lr=1e-2, size=16) as (words, seconds):
        assert seconds > 0 and _loss(pipe, pictures[:2], f"a picture in the style of {words}") < 0.97 * start
        assert np.abs(draw(pipe, "snow") - plain).max() > 1e-4
    assert fingerprint(pipe)[0] == before[0] and np.array_equal(draw(pipe, "snow"), plain)
    with textual_inversion(pipe, pictures[:2], steps=15, lr=0.3, size=16) as (token, _):
        first = pipe.text_encoder.get_input_embeddings().weight[-1].detach().clone()
        learned = _loss(pipe, pictures[:2], f"a picture in the style of {token}")
        with torch.no_grad():
            pipe.text_encoder.get_input_embeddings().weight[-2:] = (
                pipe.text_encoder.get_input_embeddings().weight[:-2].mean(0)
            )
        assert learned < _loss(pipe, pictures[:2], f"a picture in the style of {token}") and first.std() > 0
    assert fingerprint(pipe)[0] == before[0] and np.array_equal(draw(pipe, "snow"), plain)


def test_comparison_has_a_row_for_each_method_and_dial(tiny, clip, other, pictures):
    rows = compare(
        sd15(tiny), pictures[:2], ["snow"], encoder=clip, judge=other, seconds=0.01, size=16, dials=(0.5, 1.0), background=pictures,
        steering={"steps": 1}, **CALL,
    )  # fmt: skip
    methods = [r.method for r in rows]
    assert methods == ["plain", *["aesthetic gradients"] * 2, *["textual inversion"] * 2, *["DreamBooth-LoRA"] * 2]
    assert all(np.isfinite([r.style, r.fidelity, r.seconds]).all() for r in rows)
    with pytest.raises(StylogenyError, match="cannot be the judge"):
        compare(sd15(tiny), pictures[:2], ["snow"], encoder=clip, judge=clip, **CALL)


def test_equal_fidelity_is_where_all_methods_reach():
    rows = [
        Row("plain", 0, 0.1, 0.30, 0), Row("a", 0.5, 0.2, 0.28, 0), Row("a", 1, 0.6, 0.20, 0),
        Row("b", 0.5, 0.4, 0.24, 0), Row("b", 1, 0.5, 0.22, 0),
    ]  # fmt: skip
    level, style = at_equal_fidelity(rows)
    assert level == 0.24 and style == pytest.approx({"a": 0.4, "b": 0.4})  # a: halfway between (.28, .2) and (.20, .6)


def test_shared_attention_pulls_a_batch_to_its_first_picture(tiny, fingerprint):
    pipe = sd15(tiny)
    before, plain = fingerprint(pipe), draw(pipe, ["snow", "a harbour", "a cat"])
    with shared_attention(pipe, scale=0.0):
        off = draw(pipe, ["snow", "a harbour", "a cat"])
    with shared_attention(pipe):
        shared = draw(pipe, ["snow", "a harbour", "a cat"])
        alone = draw(pipe, "snow")
    np.testing.assert_allclose(off, plain, atol=1e-5)  # the processor is the original one when nothing is shared
    np.testing.assert_allclose(shared[0], plain[0], atol=1e-5)
    np.testing.assert_allclose(alone[0], plain[0], atol=1e-5)
    assert np.abs(shared[1:] - plain[1:]).max() > 1e-4
    assert fingerprint(pipe) == before and np.array_equal(draw(pipe, ["snow", "a harbour", "a cat"]), plain)
    with pytest.raises(StylogenyError, match="U-Net"), shared_attention(object()):
        pass


def test_a_locked_set_scores_its_consistency(tiny, clip, other, pictures):
    pipe = sd15(tiny)
    e = learn(pictures[:4], encoder=clip)
    held = locked_set(pipe, ["snow", "a cat"], e=e, share=1.0, encoder=other, steering={"steps": 1}, **CALL)
    assert held.pictures.shape == (2, 16, 16, 3) and -1 <= held.consistency <= 1
    same = locked_set(pipe, ["snow", "snow"], **CALL)
    assert same.consistency == pytest.approx(1, abs=1e-6) and np.array_equal(*same.pictures)
    with pytest.raises(StylogenyError, match="cannot be the judge"):
        locked_set(pipe, ["snow", "a cat"], e=e, encoder=clip, **CALL)
    with pytest.raises(StylogenyError, match="at least two"):
        locked_set(pipe, ["snow"], **CALL)
