"""The command place: pictures purified first keep their names, and bad ones their errors."""

import json

from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from helpers.traced_run import traced_run
from stylogeny.cli import main
from stylogeny.influence.tracing import trace


def test_purified_pictures_are_placed_under_the_names_that_were_given(stripe_space, stripe_works, tmp_path, capsys):
    run = traced_run(tmp_path / "run", trace(stripe_space, fits=1))
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.png").write_bytes(stripe_works.picture(30).read_bytes())
    (folder / "b.png").write_bytes(b"no picture")
    years = []
    for asked in ([], ["--purify"], ["--purify", "0.3"]):
        assert main(["place", str(folder), str(run.path), "--json", *asked]) == 0
        said = json.loads(capsys.readouterr().out)
        assert [p["file"] for p in said["pictures"]] == [str(folder / "a.png")]
        assert [f["file"] for f in said["failed"]] == [str(folder / "b.png")]
        years.append(said["pictures"][0]["nearest"][0]["distance"])
    assert len(set(years)) == 3
