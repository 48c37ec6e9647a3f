"""The text tower: it finds in pictures what no caption says, and a prompt becomes a point of the space."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from stylogeny.cli import main
from stylogeny.cli.export import parents
from stylogeny.corpus.works import COLUMNS, Works
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.futures.imagined import COLUMNS as HISTORY_COLUMNS
from stylogeny.futures.imagined import ImaginedWorks
from stylogeny.generation.styles import Corpus, resolve
from stylogeny.runs import Run
from stylogeny.style import AestheticEmbedding, ClipEncoder, Library, load
from stylogeny.style.from_run import point
from stylogeny.style.prompts.library import encode
from stylogeny.style.prompts.prompt_style import answer, repaint, split
from stylogeny.style.prompts.text_tower_training import fit
from stylogeny.style.prompts.vocabulary import captions, hashed, words

SUBJECTS, STYLES = ("snow", "harbour", "portrait"), ("Impressionism", "Cubism")


def build(folder, n=120, seed=0):
    """A run whose vectors are subject and style plus noise; every fifth title does not name its subject."""
    rng = np.random.default_rng(seed)
    rows, vectors = [], []
    (folder / "images").mkdir(parents=True)
    for k in range(n):
        subject, style = k % 3, (k // 3) % 2
        vector = np.zeros(12)
        vector[subject], vector[4 + style] = 1, 1
        vectors.append(vector + 0.1 * rng.normal(size=12))
        colour = np.array([[250, 250, 250], [30, 60, 160], [200, 140, 110]])[subject]
        pixels = np.clip(colour + rng.normal(0, 15, (24, 32, 3)) * (1 + 2 * style), 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / "images" / f"w{k}.png")
        title = "Untitled" if k % 5 == 0 else f"{SUBJECTS[subject]} {['morning', 'evening', 'at night'][k % 7 % 3]}"
        year = 1870 + 40 * style + k % 10
        rows.append({
            "id": f"w{k}", "title": title, "artist": f"Painter {k % 4}", "earliest": year, "latest": year, "date_text": str(year),
            "style": STYLES[style], "genre": "", "medium": "oil", "picture": f"images/w{k}.png", "status": "dated", "group": k,
        })  # fmt: skip
    works = Works(pd.DataFrame(rows, columns=list(COLUMNS)), folder)
    run = Run(folder / "run", create=True)
    works.save(run.path / "works.parquet")
    Embedding.from_vectors(works, np.array(vectors)).save(run.path / "embedding.safetensors")
    run.record("load", {"digest": "", "params": {}, "outputs": ["works.parquet"]})
    return run, works, np.array(vectors, dtype=np.float32)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return build(tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="module")
def library(made):
    return Library.open(made[0])


def test_words_fold_accents_years_and_spelling():
    assert words("Été à Saint-Rémy, 1889") == ["ete", "a", "saint", "remy", "1889", "1880s", "century19"]
    assert "century19" in words("the 1870s") and "century19" in words("19th century") and words("Садко") == ["садко"]
    one, two, three = (set(hashed(w)) for w in ("harbour", "harbor", "portrait"))
    assert len(one & two) >= 3 > len(one & three)


def test_captions_say_early_and_late(made):
    known = captions(made[1])
    early = [
        k["style"]
        for k, year in zip(known, made[1].year, strict=True)
        if k["style"].endswith("Cubism") and year == 1910
    ]
    assert set(early) == {"early Cubism"}


def test_held_out_pictures_are_found_by_what_they_show(made):
    _, works, vectors = made
    held = np.arange(0, 120, 5)
    towers = fit(works, vectors, rows=np.setdiff1d(np.arange(120), held), epochs=12, batch=48)
    seen = towers.places(vectors[held])
    for subject, word in enumerate(SUBJECTS):
        best = held[np.argsort(-(seen @ towers.texts([word])[0]))[:8]]
        assert (best % 3 == subject).mean() >= 0.75  # chance is a third; no held-out title names its subject
    for style, word in enumerate(STYLES):
        best = held[np.argsort(-(seen @ towers.texts([word])[0]))[:10]]
        assert ((best // 3) % 2 == style).mean() >= 0.8


def test_search_by_pictures_words_and_both(library):
    works = library.space.works
    by_words = [r for r, _ in library.search("snow", n=20, by="words")]
    assert all("snow" in works.column("title")[r] for r in by_words)
    by_pictures = [r for r, _ in library.search("snow", n=40, by="pictures")]
    assert np.mean([r % 3 == 0 for r in by_pictures]) > 0.8
    assert any(works.column("title")[r] == "Untitled" for r in by_pictures)
    scores = [s for _, s in library.search("snow at night", n=10)]
    assert scores == sorted(scores, reverse=True)
    for text, line in [("", "at least one word"), ("!?", "at least one word"), ("zzzz", "no such words")]:
        with pytest.raises(StylogenyError, match=line):
            library.search(text)


def test_a_prompt_becomes_a_point_of_its_kind(made, library):
    run, _, vectors = made
    centre = {
        (s, t): vectors[[k for k in range(120) if k % 3 == s and (k // 3) % 2 == t]].mean(0)
        for s in range(3)
        for t in range(2)
    }
    prompt = "harbour, in the manner of early Impressionism"
    vector = encode(prompt, run)
    assert min(centre, key=lambda c: np.linalg.norm(centre[c] - vector)) == (1, 0)
    style = library.style(prompt)
    assert style.weights.sum() == pytest.approx(1) and np.array_equal(style.vector, vector)
    assert (run.path / "words.safetensors").exists()


def test_aesthetic_gradients_on_the_tower(library):
    e = library.learn([k for k in range(120) if (k // 3) % 2 == 1][:10])
    plain = library.words.texts(["harbour"])[0]
    half, full = (library.words.steered("harbour", e, strength=s) for s in (0.5, 1.0))
    assert plain @ e.vector < half @ e.vector < full @ e.vector
    assert np.array_equal(library.words.texts(["harbour"])[0], plain)  # the tower is as before
    cubist = [
        (np.arange(120) // 3 % 2 == 1) @ s.weights
        for s in (library.style("harbour"), library.style("harbour", e=e, lr=3e-3))
    ]
    assert cubist[1] > cubist[0]
    with pytest.raises(StylogenyError, match="belongs to encoder 'clip'"):
        library.words.steered("harbour", AestheticEmbedding(np.ones(128), "clip"))


def test_training_is_reproducible_and_checked(made):
    _, works, vectors = made
    one, two = (fit(works, vectors, epochs=1, seed=3) for _ in range(2))
    assert all(np.array_equal(one.tensors[k], two.tensors[k]) for k in one.tensors)
    with pytest.raises(StylogenyError, match="one input a pictured work"):
        fit(works, vectors[:5])
    with pytest.raises(StylogenyError, match="at least 16 works"):
        fit(works, vectors, rows=np.arange(4))


def test_search_command(made, capsys):
    assert main(["search", "snow", str(made[0].path), "-n", "3", "--by", "words", "--json", "--quiet"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 3 and all("snow" in f["title"] for f in found)
    assert main(["search", "???", str(made[0].path), "--quiet"]) == 2
    assert "at least one word" in capsys.readouterr().err


def test_export_command(made, tiny, capsys, tmp_path):
    run, works, vectors = made
    out = tmp_path / "cubism.safetensors"
    assert main(["export", "Cubism", str(run.path), "--to", "ip-adapter", "-o", str(out), "--quiet"]) == 2
    err = capsys.readouterr().err
    assert "needs an encoder" in err and "--encoder" in err and len(err.strip().splitlines()) == 1 and not out.exists()
    assert (
        main(
            [
                "export",
                "Cubism",
                str(run.path),
                "--to",
                "ip-adapter",
                "--encoder",
                str(tiny / "clip"),
                "-o",
                str(out),
                "--quiet",
                "--json",
            ]
        )
        == 0
    )
    made_ = json.loads(capsys.readouterr().out)
    assert (made_["encoder"], made_["width"]) == ("clip", 24)
    back = load(out)
    cubist = [k for k in range(120) if (k // 3) % 2 == 1]
    assert {i for i, _, _ in back.history["parents"]} == {f"w{k}" for k in cubist}
    assert sum(w for *_, w in back.history["parents"]) == pytest.approx(1, abs=1e-3)
    features = ClipEncoder.read(tiny / "clip").pictures([works.picture(k) for k in cubist])
    expected = (features / np.linalg.norm(features, axis=1, keepdims=True)).mean(0)
    np.testing.assert_allclose(unit_(back.tensors["image_embeds"][1, 0]), unit_(expected), atol=1e-5)
    # the run's own form, and back into the space
    own = tmp_path / "own.safetensors"
    assert main(["export", "0.5*w1+0.5*w2", str(run.path), "--to", "style", "-o", str(own), "--quiet"]) == 0
    e = load(own)
    np.testing.assert_allclose(point(e, space=e.history["space"]), (vectors[1] + vectors[2]) / 2, atol=1e-5)
    with pytest.raises(StylogenyError, match="belongs to"):
        point(e, space="another")
    np.testing.assert_allclose(resolve(str(own), Corpus.open(run)).vector, (vectors[1] + vectors[2]) / 2, atol=1e-5)
    capsys.readouterr()
    assert (
        main(
            [
                "export",
                str(own),
                str(run.path),
                "--to",
                "lora",
                "--encoder",
                str(tiny / "clip"),
                "-o",
                str(out),
                "--quiet",
            ]
        )
        == 2
    )
    assert "belongs to encoder 'stylogeny:space" in capsys.readouterr().err
    lora = [
        "export",
        "Cubism",
        str(run.path),
        "--to",
        "lora",
        "--encoder",
        str(tiny / "clip"),
        "-o",
        str(tmp_path / "l.safetensors"),
    ]
    assert main([*lora, "--rank", "2", "--steps", "2", "--quiet"]) == 0
    assert "reload error" in capsys.readouterr().out
    assert main(["export", "Rococo", str(run.path), "--to", "style", "-o", str(own), "--quiet"]) == 2


@pytest.mark.parametrize(
    "target", ["ip-adapter", "textual-inversion", "lora", "aesthetic-gradients", "steering-vector", "comfyui"]
)
def test_export_without_the_encoder_it_needs(made, tmp_path, capsys, target):
    run, _, _ = made
    out = tmp_path / "x.safetensors"
    assert main(["export", "Cubism", str(run.path), "--to", target, "-o", str(out), "--quiet"]) == 2
    said = capsys.readouterr().err
    assert "needs an encoder" in said and "--encoder" in said and not out.exists()


def unit_(x):
    return x / np.linalg.norm(x)


def test_transfer_command(made, tmp_path, capsys):
    _, works, _ = made
    content, out = str(works.picture(1)), tmp_path / "painted.png"
    args = [
        "transfer",
        content,
        "--style",
        str(works.picture(3)),
        "-o",
        str(out),
        "--size",
        "48",
        "--steps",
        "3",
        "--quiet",
    ]
    assert main([*args, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["styles"] == 1 and Image.open(out).size == (48, 36)
    assert main(["transfer", content, "--style", "Cubism", "-o", str(out), "--quiet"]) == 2
    assert "no such style picture" in capsys.readouterr().err
    assert main([*args, "--fast"]) == 2
    assert "add --run RUN" in capsys.readouterr().err


def test_transfer_from_a_run_in_one_pass_and_from_an_imagined_work(made, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("stylogeny.style.transfer.feedforward.MOST", 8)
    run, works, vectors = made
    table = pd.DataFrame([
        {**dict.fromkeys(HISTORY_COLUMNS, 0.0), "id": i, "title": i, "artist": "", "response": "build on", "year": 1950}
        for i in ("child", "grandchild")
    ])  # fmt: skip
    ties = [("child", "w3", 0.7), ("child", "w9", 0.3), ("grandchild", "child", 0.5), ("grandchild", "w15", 0.5)]
    ImaginedWorks(table, vectors[:2], pd.DataFrame(ties, columns=["child", "parent", "weight"])).save(
        run.path / "futures/f"
    )
    spoken = parents("futures/f/grandchild", run, Corpus.open(run)).weights
    assert {f"w{k}": pytest.approx(spoken[k]) for k in np.flatnonzero(spoken)} == {"w3": 0.35, "w9": 0.15, "w15": 0.5}
    out = tmp_path / "painted.png"
    args = [
        "transfer",
        str(works.picture(1)),
        "--run",
        str(run.path),
        "-o",
        str(out),
        "--size",
        "64",
        "--quiet",
        "--json",
    ]
    assert main([*args, "--style", "futures/f/grandchild", "--steps", "2"]) == 0
    assert json.loads(capsys.readouterr().out)["styles"] == 3 and Image.open(out).size == (64, 48)
    for name in ("Cubism", "futures/f/grandchild"):  # the second time nothing is trained
        assert main([*args, "--style", name, "--fast", "--train", "3"]) == 0
    assert (run.path / "painter.safetensors").exists() and Image.open(out).size == (64, 48)
    assert main([*args, "--style", "futures/f/nobody"]) == 2
    assert "no such imagined work" in capsys.readouterr().err


def test_a_manner_paints_over_what_is_there(made):
    run, works, _ = made
    corpus = Corpus.open(run)
    scores = np.where(np.arange(120) % 3 == 0, 2.0, -1.0)  # the snow pictures answer
    manner = answer(resolve("Cubism", corpus), scores, np.arange(120))
    snowy = (np.arange(120) % 3 == 0) @ manner.weights
    assert snowy > 0.9 and manner.weights.sum() == pytest.approx(1)
    half = np.full((48, 48, 3), 240, np.uint8)
    half[24:] = 90
    ((after),) = repaint([half], manner, works)
    assert after.shape == half.shape and after[:20].mean() - after[28:].mean() > 8  # the layout is there
    rough = np.abs(np.diff(after[:20].astype(float), axis=1)).mean()
    assert rough > 2.5  # as that manner's pictures are; the half sky was flat
    assert np.array_equal(after, repaint([half], manner, works)[0])


def test_render_from_a_prompt(made, tmp_path, capsys):
    run, _, _ = made
    sheets = {}
    for name, extra in {"snow": [], "towards": ["Cubism"]}.items():
        out = tmp_path / f"{name}.png"
        argv = [
            "render",
            *extra,
            str(run.path),
            "--prompt",
            "snow morning",
            "-n",
            "1",
            "--size",
            "32",
            "-o",
            str(out),
            "--quiet",
        ]
        assert main([*argv, "--json"]) == 0
        sheets[name] = np.asarray(Image.open(out))
        assert json.loads(capsys.readouterr().out)["style"].startswith("snow morning")
    assert sheets["snow"].mean() > 150  # the snow pictures are white, the others are not
    assert main(["render", str(run.path), "--quiet"]) == 2
    assert "STYLE or a --prompt" in capsys.readouterr().err


def test_a_manner_in_a_prompt_is_a_style(made):
    run, works, _ = made
    corpus = Corpus.open(run)
    shown, style = split("harbour at night, in the manner of early Cubism", corpus)
    assert shown == "harbour at night"
    spoken = works.table[style.weights > 0]
    cubist = works.table[works.column("style") == "Cubism"]
    assert (spoken["style"] == "Cubism").all() and len(spoken) == round(len(cubist) / 3)
    assert spoken["earliest"].max() <= cubist["earliest"].quantile(0.4)
    assert split("snow in the style of Painter 2", corpus)[1].name == "Painter 2"
    for plain in ("harbour at night", "harbour in the manner of nobody known"):
        assert split(plain, corpus) == (plain, None)


def test_a_prompt_in_a_manner_keeps_its_content(made, tmp_path):
    run, _, _ = made
    sheets = []
    for asked in (
        ["--prompt", "snow, in the manner of Cubism", str(run.path)],
        ["Cubism", str(run.path), "--prompt", "snow"],
    ):
        out = tmp_path / "sheet.png"
        assert main(["render", *asked, "-n", "1", "--size", "32", "-o", str(out), "--quiet"]) == 0
        sheets.append(np.asarray(Image.open(out).convert("RGB")))
    assert np.array_equal(*sheets)  # a manner in the prompt or beside it
    assert sheets[0][8:40, 8:40].reshape(-1, 3).mean(axis=0).min() > 180  # snow is white; the rest of the corpus is not
