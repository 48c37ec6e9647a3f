"""The commands credit, attribute and holdout on a small traced run."""

import json

import numpy as np
import pytest

from stylogeny.cli import main
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.tracing import trace
from stylogeny.runs import Run, slug


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Sixty dated works at given vectors, traced into a run folder."""
    import pandas as pd

    n, rng = 60, np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "id": [f"w{i}" for i in range(n)], "title": [f"Work {i}" for i in range(n)],
            "artist": [f"Painter {i % 5}" for i in range(n)], "earliest": np.arange(1600, 1600 + n),
            "latest": np.arange(1600, 1600 + n), "date_text": "", "style": [f"Manner {i // 20}" for i in range(n)],
            "genre": "", "medium": "", "picture": "", "status": ["dated"] * (n - 1) + ["undated: no date"],
            "group": np.arange(n),
        }
    )  # fmt: skip
    vectors = np.cumsum(rng.normal(size=(n, 5)), axis=0) * 0.3
    folder = Run(tmp_path_factory.mktemp("run"), create=True)
    works = Works(table)
    works.save(folder.path / "works.parquet")
    space = Embedding.from_vectors(works, vectors.astype(np.float32))
    space.save(folder)
    trace(space).save(folder)
    folder.record("trace", {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {}})
    return folder.path


def called(capsys, *argv) -> tuple[int, str, str]:
    code = main([*argv, "--quiet"])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_credit_prints_its_sentence_and_saves_its_files(run, capsys):
    code, out, _ = called(capsys, "credit", "work 47", str(run), "--bootstraps", "10", "--json")
    answer = json.loads(out)
    assert code == 0 and answer["sentence"].startswith('Without "Work 47" (Painter 2, 1647)')
    assert len(answer["draws"]) == 10 and answer["estimand"] == "lineage"
    stored = json.loads((run / "credit" / "w47.json").read_text())
    assert stored["draws"] == answer["draws"] and (run / "credit" / "w47.parquet").exists()


def test_a_finished_credit_is_not_run_again_and_gives_the_same_bytes(run, capsys):
    called(capsys, "credit", "w49", str(run), "--bootstraps", "10")
    first = (run / "credit" / "w49.json").read_bytes()
    when = (run / "credit" / "w49.json").stat().st_mtime_ns
    called(capsys, "credit", "w49", str(run), "--bootstraps", "10")
    assert (run / "credit" / "w49.json").stat().st_mtime_ns == when
    (run / "credit" / "w49.json").unlink()
    called(capsys, "credit", "w49", str(run), "--bootstraps", "10")  # from its stored bootstraps
    assert (run / "credit" / "w49.json").read_bytes() == first


def test_other_scores_and_baselines_stand_beside_the_headline(run, capsys):
    asked = ("--metric", "difficulty", "--metric", "bound", "--baselines", "--bootstraps", "0", "--deletion", "soft")
    code, out, _ = called(capsys, "credit", "w40", str(run), *asked)
    lines = out.splitlines()
    assert code == 0 and "(difficulty)." in lines[0]
    assert [line.split(":")[0] for line in lines if line.startswith(("  bound", "  difficulty"))] == ["  bound"]
    assert any(line.startswith("  baseline, leave-one-out: ") for line in lines)


def test_artists_styles_and_net(run, capsys):
    _, out, _ = called(capsys, "credit", "Painter 3", str(run), "--artist", "--bootstraps", "0", "--estimand", "net")
    assert out.startswith("Without the works of Painter 3, others having taken their place")
    assert (run / "credit" / f"artist--{slug('Painter 3')}--net.json").exists()
    _, out, _ = called(capsys, "credit", "Manner 1", str(run), "--style", "--bootstraps", "0")
    assert "control: without as many others at random" in out


def test_known_errors_are_one_line_and_exit_2(run, capsys):
    code, out, err = called(capsys, "credit", "Wrok 12", str(run))
    assert code == 2 and out == "" and "did you mean" in err and err.count("\n") == 1
    code, _, err = called(capsys, "credit", "w59", str(run))
    assert code == 2 and "outside the influence graph" in err
    code, _, err = called(capsys, "attribute", "no.png", str(run))
    assert code == 2 and err.count("\n") == 1
    code, _, err = called(capsys, "holdout", str(run), "--until", "1200")
    assert code == 2 and "at least 10 works before" in err


def test_holdout_prints_every_group_and_saves(run, capsys):
    code, out, _ = called(capsys, "holdout", str(run), "--until", "1619", "--bootstraps", "0")
    assert code == 0 and out.startswith("As seen from 1619:") and "Manner 1 (20 works from 1620)" in out
    stored = json.loads((run / "holdout" / "style-1619.json").read_text())
    assert {g["name"] for g in stored["groups"]} == {"Manner 1", "Manner 2"}


def test_a_stopped_holdout_resumes_from_its_finished_bootstraps(run, capsys):
    argv = ("holdout", str(run), "--until", "1619", "--group", "Manner 2", "--bootstraps", "2", "--json")
    _, first, _ = called(capsys, *argv)
    units = sorted((run / "holdout" / "units").glob("*.safetensors"))
    written = [u.stat().st_mtime_ns for u in units]
    _, second, _ = called(capsys, *argv)
    assert len(units) == 2 and [u.stat().st_mtime_ns for u in units] == written and first == second
    code, _, err = called(capsys, *argv, "--address", "ray://nowhere:1")
    assert code == 2 and "ray executor" in err
