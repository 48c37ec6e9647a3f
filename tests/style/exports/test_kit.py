from __future__ import annotations

import csv
import importlib.util
import json
import sys
import tomllib
from dataclasses import replace

import pytest
import torch
from PIL import Image

from helpers.captioned_run import captioned_run
from stylogeny.generation.styles import Corpus, resolve
from stylogeny.style.exports.kit import PARTS, Kit, export_kit
from stylogeny.style.exports.sources import StyleSources


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    corpus = Corpus.open(captioned_run(tmp_path_factory.mktemp("words"))[0])
    return Kit(StyleSources.of(resolve("Cubism", corpus), corpus, name="立体派"), "grey colours")


def test_all_of_a_style_that_needs_no_encoder(kit, tmp_path):
    report = export_kit(kit, to="kit", output=tmp_path / "k")
    assert {file.partition("/")[0] for file in report.files} == {*PARTS, "README.md"}
    assert all((tmp_path / "k" / file).is_file() for file in report.files)
    card = (tmp_path / "k" / "README.md").read_text()
    assert report.token == "litipai" and f"`{report.token}`" in card
    assert "--encoder" in card and "立体派" in card  # what an encoder would add, and whose style it is
    assert "grey colours" in report.words


@pytest.mark.parametrize(
    "name", ["../../outside", "/etc/x", "..", "\x00", "x" * 400, "a\nb: c\n---", "<script>alert(1)</script>"]
)
def test_no_name_leads_out_of_the_folder_or_into_the_card(kit, name, tmp_path):
    hostile = Kit(replace(kit.sources, name=name), "grey colours")
    report = export_kit(hostile, to="dataset", output=tmp_path / "deep" / "k")
    assert [f.name for f in tmp_path.iterdir()] == ["deep"] and [f.name for f in (tmp_path / "deep").iterdir()] == ["k"]
    assert all((tmp_path / "deep" / "k" / file).is_file() for file in report.files)
    card = (tmp_path / "deep" / "k" / "README.md").read_text()
    assert "<script" not in card.replace("\\<", "") and card.splitlines().count("---") == 2
    tomllib.loads((tmp_path / "deep" / "k" / "dataset.toml").read_text())


def test_a_captioned_folder_is_what_trainers_read(kit, tmp_path):
    export_kit(kit, to="dataset", output=tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "metadata.jsonl").read_text().splitlines()]
    assert len(lines) == len(kit.sources.works)
    for line in lines:
        with Image.open(tmp_path / line["file_name"]) as image:
            assert image.mode == "RGB"
        assert (tmp_path / line["file_name"]).with_suffix(".txt").read_text().strip() == line["text"]
        assert line["text"].startswith("litipai, ") and "Cubism" not in line["text"]
    subsets = tomllib.loads((tmp_path / "dataset.toml").read_text())["datasets"][0]["subsets"]
    assert all((tmp_path / s["image_dir"]).is_dir() and s["num_repeats"] >= 1 for s in subsets)


def test_a_captioned_folder_loads_as_a_data_set(kit, tmp_path):
    datasets = pytest.importorskip("datasets")
    export_kit(kit, to="dataset", output=tmp_path / "d")
    rows = datasets.load_dataset(
        "imagefolder", data_dir=str(tmp_path / "d"), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert len(rows) == len(kit.sources.works) and rows[0]["text"].startswith("litipai")


def test_the_styles_of_automatic1111(kit, tmp_path):
    export_kit(kit, to="prompt", output=tmp_path)
    with open(tmp_path / "styles.csv", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["name"] == "litipai" and "{prompt}" in row["prompt"] and row["negative_prompt"] == ""


def test_the_nodes_of_a_folder_of_pictures(kit, tmp_path):
    """What ComfyUI asks of a custom node package, asked of the folder, without the server."""
    folder = tmp_path / "stylogeny_pictures"
    export_kit(kit, to="comfyui", output=folder)
    spec = importlib.util.spec_from_file_location(
        "stylogeny_pictures", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["stylogeny_pictures"] = package
    spec.loader.exec_module(package)
    (batch,) = package.NODE_CLASS_MAPPINGS["StylogenyPictures"]().pictures(3, 64)
    assert batch.shape == (3, 64, 64, 3) and float(batch.min()) >= 0 and float(batch.max()) <= 1
    image = 0.5 + 0.1 * torch.randn(2, 16, 16, 3, generator=torch.manual_seed(0))
    node = package.NODE_CLASS_MAPPINGS["StylogenyColours"]()
    assert torch.equal(node.recolour(image, batch, 0.0)[0], image.clamp(0, 1))
    (moved,) = node.recolour(image, batch, 1.0)
    wanted = batch.reshape(-1, 3).mean(0)
    assert (
        (moved.reshape(-1, 3).mean(0) - wanted).abs().max() < 0.05 < (image.reshape(-1, 3).mean(0) - wanted).abs().max()
    )
    for node in package.NODE_CLASS_MAPPINGS.values():
        assert callable(getattr(node(), node.FUNCTION)) and isinstance(node.RETURN_TYPES, tuple)
