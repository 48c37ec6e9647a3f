"""The verb: an influence graph -> a society that carries its history on."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ..errors import StylogenyError
from ..futures.roots import Root, past_with
from ..influence.graph import InfluenceGraph
from ..movements.communities import DistinctCommunities
from ..movements.detect import detect_movements
from ..progress import Callback
from ..provenance import Provenance
from ..society.parameters import SocietyParameters
from ..society.public.fandom import Fandom
from ..society.setting import Setting
from ..society.state import State
from ..text.artist_names import recent_artists
from ..text.grammar import Grammar
from ..text.writer import Writer
from .artist_table import artist_table
from .painter import PaintingEye
from .pictures import paint
from .play import play
from .public.feed import Feed
from .public.words import with_posts
from .simulation import EVERYONE_DIED, IN_FULL, Simulation
from .tables import ShownWorks, movement_table, parent_table, work_table, yearly_table
from .titles import with_names

PICTURES = 120  # works painted unless more or fewer are asked for


def simulate(
    graph: InfluenceGraph,
    *,
    years: int = 60,
    artists: int = 500,
    seed: int = 0,
    parameters: SocietyParameters | None = None,
    without: str | None = None,
    pictures: int = PICTURES,
    size: int = 128,
    writer: Writer | None = None,
    folder: Path | None = None,
    events: Sequence[Mapping[str, Any]] = (),
    root: Root | None = None,
    eye: PaintingEye | None = None,
    fandom: Fandom | None = None,
    callback: Callback | None = None,
) -> Simulation:
    """Let artists, critics and audiences carry a history on.

    Parameters
    ----------
    graph : InfluenceGraph
        The past.
    years : int
        How many years to go on from the last dated work.
    artists : int
        Artists at any time, of all ages.
    seed : int
        Owns every draw.
    parameters : SocietyParameters, optional
        How the society works.
    without : str, optional
        The id of a simulated work that is never made: the same history, all other luck held fixed, had it not been.
    pictures : int
        How many works are painted by the closed-form generator: the first, most adopted and last of every movement
        first.
    size : int
        Longest side of the pictures, in pixels.
    writer : Writer, optional
        Finds names of movements and titles; never decides what happens. By default a grammar.
    folder : Path, optional
        Where pictures are kept as they are painted, so that a killed run resumes there; the years before are played
        again, which is quick. What else there is to keep is for :meth:`Simulation.save`.
    events : sequence of mapping
        What audiences said (``year``, ``artist`` id, ``weight``): it moves the liking of the artist's works from then
        on.
    fandom : Fandom, optional
        How the fans work who are the public, and what their feed is; by default a handful of tastes adopt works.

    Returns
    -------
    Simulation

    Raises
    ------
    StylogenyError
        Without years or artists, for a negative number of pictures, or for the id of a work that is not made in this
        history.
    """
    if pictures < 0:
        raise StylogenyError("the number of pictures is not negative", got=pictures)
    state, setting = play(
        graph,
        years=years,
        artists=artists,
        seed=seed,
        parameters=parameters,
        without=without,
        events=events,
        root=root,
        eye=eye,
        fandom=fandom,
        callback=callback,
    )
    past = past_with(graph, root)
    return assemble(past, state, setting, writer=writer, pictures=pictures, size=size, folder=folder, callback=callback)


def assemble(
    graph: InfluenceGraph,
    state: State,
    setting: Setting,
    *,
    writer: Writer | None = None,
    pictures: int = PICTURES,
    size: int = 128,
    folder: Path | None = None,
    known: MutableMapping[str, DistinctCommunities] | None = None,
    callback: Callback | None = None,
) -> Simulation:
    """What happened until this state, with movements detected and named, and pictures.

    Arguments are those of :func:`simulate`; `known` are communities of earlier spans, as
    :func:`stylogeny.movements.detect.detect_movements` takes and keeps them.
    """
    shown = ShownWorks.of(state, setting)
    movements = detect_movements(
        shown.style / setting.scale, shown.year.astype(float), shown.uid, known=known, seed=setting.seed
    )
    works = work_table(shown, movements.member)
    asked = {
        "artists": len(state.artists),
        "seed": setting.seed,
        "painted_every": None if setting.eye is None else setting.eye.every,
        "without": f"s{setting.without}" if setting.without >= 0 else None,
        "parameters": asdict(setting.parameters),
    }
    if setting.fandom is not None:
        asked["fandom"] = asdict(setting.fandom)
    provenance = Provenance(asked)
    simulation = Simulation(
        works=works,
        vectors=shown.style,
        parents=parent_table(graph, shown),
        artists=artist_table(state, setting, shown, works, past=recent_artists(graph)),
        movements=movement_table(movements, shown, setting),
        yearly=yearly_table(state, shown),
        start=setting.start,
        years=state.year - setting.start,
        ended=IN_FULL if state.size else EVERYONE_DIED,
        provenance=provenance,
        feed=Feed.of(state.public, setting.public) if state.public and setting.public else None,
    )
    seen = setting.eye.pictures if isinstance(setting.eye, PaintingEye) else {}
    painted = paint(
        graph, simulation, count=pictures, size=size, seed=setting.seed, seen=seen, folder=folder, callback=callback
    )
    writer = writer or Grammar()
    return with_posts(with_names(replace(simulation, pictures=painted), writer, setting.seed), writer, setting.seed)
