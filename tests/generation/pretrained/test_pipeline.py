"""Pretrained pipelines, tiny and randomly initialised, opened from disk as the real ones are."""

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation import fit
from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.pretrained.conditioning import describe
from stylogeny.generation.pretrained.pipeline import PretrainedGenerator
from stylogeny.generation.styles import Style, resolve

HOW = {"n": 1, "size": 64, "seed": 1, "steps": 2}


@pytest.fixture(scope="module")
def closed(small_space):
    return fit(small_space, autoencoder="linear")


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """Folders of pipelines, each made when first asked for."""
    pytest.importorskip("diffusers")
    from helpers.pipelines import saved

    root, made = tmp_path_factory.mktemp("pipelines"), {}

    def folder(kind):
        if kind not in made:
            made[kind] = saved(kind, root)
        return made[kind]

    return folder


def differ(a, b):
    return not np.array_equal(a.pictures, b.pictures)


@pytest.mark.slow  # importing diffusers alone takes several seconds
@pytest.mark.parametrize("kind", ["sd15", "sdxl", "sd3", "flux"])
def test_a_pipeline_paints_over_the_closed_form(disk, closed, kind):
    painter = PretrainedGenerator.load(closed, str(disk(kind)))
    kept = painter.draw("Rosso", strength=0.5, **HOW)
    assert kept.pictures.shape == (1, 64, 64, 3)
    assert sum(kept.works(0).values()) == pytest.approx(1, abs=1e-4)
    assert not differ(kept, painter.draw("Rosso", strength=0.5, **HOW))
    assert differ(kept, painter.draw("Rosso", strength=1.0, **HOW))
    assert differ(kept, painter.draw("Rosso", strength=0.5, prompt="a boat", **HOW))
    start = closed.draw("Rosso", n=1, size=64, seed=1)
    assert not differ(start, painter.draw("Rosso", strength=0.0, **HOW))
    content = np.full((64, 64, 3), 90, np.uint8)
    assert (painter.draw("Rosso", strength=0.0, content=content, **HOW).pictures == 90).all()
    over = painter.draw("Rosso", strength=0.5, content=content, **HOW)
    assert differ(kept, over) and over.works(0) == {}
    with pytest.raises(StylogenyError, match="size asked for"):
        painter.draw("Rosso", content=content[:40], **HOW)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sd15", "sdxl", "flux"])
def test_an_adapter_is_given_the_point_of_the_style(disk, closed, kind, tmp_path):
    from helpers.pipelines import adapter

    which, encoder = adapter(kind, disk(kind), tmp_path)
    painter = PretrainedGenerator.load(closed, str(disk(kind)), adapter=which, encoder=encoder)
    style = resolve("Rosso", closed.corpus)
    elsewhere = Style(style.name, style.weights, style.vector + 0.3)  # the same words and works, another point
    words = {"prompt": "a boat", "strength": 0.9, "content": np.full((64, 64, 3), 90, np.uint8)}
    first = painter.draw(style, **words, **HOW)
    assert differ(first, painter.draw(elsewhere, **words, **HOW))
    assert not differ(first, painter.draw(style, **words, **HOW))
    assert painter.draw(style, guidance=1.0, **words, **HOW).pictures.shape == (1, 64, 64, 3)


@pytest.mark.slow
def test_an_unclip_paints_from_the_point_alone(disk, closed):
    painter = PretrainedGenerator.load(closed, str(disk("unclip")))
    style = resolve("Rosso", closed.corpus)
    elsewhere = Style(style.name, style.weights, style.vector + 0.3)
    first = painter.draw(style, prompt="a boat", **HOW)
    assert first.works(0) == {}
    assert differ(first, painter.draw(elsewhere, prompt="a boat", **HOW))
    with pytest.raises(StylogenyError, match="noise alone"):
        painter.draw(style, strength=0.0, **HOW)
    with pytest.raises(StylogenyError, match="noise alone"):
        painter.draw(style, content=np.zeros((64, 64, 3), np.uint8), **HOW)


@pytest.mark.slow
def test_each_picture_is_painted_in_the_missing_style_it_leans_toward(disk, gapped):
    painter = PretrainedGenerator.load(ClosedFormGenerator.of(gapped, load("linear")), str(disk("unclip")))
    near = resolve(np.float32([0.8, 0.0]), gapped)
    how = HOW | {"n": 2, "prompt": "a boat"}
    there, here = painter.draw(near, diversity="gaps", **how), painter.draw(near, **how)
    assert (there.pictures != here.pictures).any(axis=(1, 2, 3)).all()


@pytest.mark.slow
def test_every_style_of_a_list_has_its_own_words(disk, closed):
    painter = PretrainedGenerator.load(closed, str(disk("sd15")))
    styles = [resolve(name, closed.corpus) for name in ("Rosso", "Azzurri")]
    how = {"strength": 0.5, "size": 64, "seed": 1, "steps": 2}
    pictures = painter.draw(styles, **how).pictures
    for i, style in enumerate(styles):
        same = painter.draw(styles, prompt=describe(style, closed.corpus), **how).pictures
        assert np.array_equal(same[i], pictures[i])
        assert not np.array_equal(same[1 - i], pictures[1 - i])


@pytest.mark.slow
def test_what_cannot_be_opened_is_one_line(disk, closed, small_space, tmp_path):
    from helpers.pipelines import adapter

    with pytest.raises(StylogenyError, match="no usable pipeline"):
        fit(small_space, family="diffusers", model=str(tmp_path / "absent"), autoencoder="linear")
    with pytest.raises(StylogenyError, match="no IP-Adapter that fits"):
        PretrainedGenerator.load(closed, str(disk("sd15")), adapter=(str(tmp_path), "", "absent.safetensors"))
    which, encoder = adapter("sdxl", disk("sdxl"), tmp_path)
    with pytest.raises(StylogenyError, match="no IP-Adapter that fits"):
        PretrainedGenerator.load(closed, str(disk("sd15")), adapter=which, encoder=encoder)
    with pytest.raises(StylogenyError, match="takes no IP-Adapter"):
        PretrainedGenerator.load(closed, str(disk("unclip")), adapter=which, encoder=encoder)
