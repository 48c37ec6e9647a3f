"""The job that keeps a society among the futures of a run, as `stylogeny simulate` does, so that all else finds it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ...errors import StylogenyError
from ...histories.play import play
from ...progress import Callback
from ...report.kept_history import Played, history_folder, history_parameters, keep_history
from ...runs import Run, slug
from ..state import Studio
from .company import past_of, society
from .moment import SocietyMoment

SIZE = 128  # pixels of the pictures
MADE_FROM = (("influence.parquet", "trace"), ("embedding.safetensors", "embed"))


def keep_society(run: Path, arguments: Mapping[str, object], *, callback: Callback) -> Mapping[str, object]:
    """The job.

    A society that worked in one way throughout is the one that `stylogeny simulate` plays with these parameters: the
    step is recorded as that command records it, which afterwards finds it done.

    Parameters
    ----------
    run : Path
    arguments : mapping
        ``moment`` (its document), ``name`` in the futures, and how many ``pictures`` are painted.
    """
    said = arguments["moment"]
    assert isinstance(said, dict)
    moment, name, pictures = SocietyMoment.of(said), slug(str(arguments["name"])), int(str(arguments["pictures"]))
    if not moment.years:
        raise StylogenyError("this society has not begun yet", fix="play it for some years first")
    home, studio = Run(run), Studio(run)
    history_folder(home, name)
    asked = history_parameters(
        years=moment.years, artists=moment.artists, seed=moment.seed, pictures=pictures, size=SIZE,
        parameters=moment.course[0].parameters,
    )  # fmt: skip
    if not moment.steady:
        asked["course"] = moment.document()["course"]

    def history() -> Played:
        if moment.past != past_of(studio):
            raise StylogenyError("this society grew from another past", fix="begin a new one")
        if not moment.steady:
            controller = society(studio, moment)
            return studio.graph, controller.state, controller.setting
        parameters = moment.course[0].parameters
        state, setting = play(
            studio.graph, years=moment.years, artists=moment.artists, seed=moment.seed, parameters=parameters,
            callback=callback,
        )  # fmt: skip
        return studio.graph, state, setting

    inputs = [home.file(file, needs=verb) for file, verb in MADE_FROM]
    keep_history(home, name, history, asked=asked, pictures=pictures, size=SIZE, inputs=inputs, callback=callback)
    return {"name": name, "href": f"/society/kept/{name}"}
