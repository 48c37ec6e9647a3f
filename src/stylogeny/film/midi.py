"""The music of a history as a MIDI file that any sequencer and notation program opens, one track for each part."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..artifacts import replacing
from ..errors import StylogenyError
from .score import PROGRAMS, Note, parts_of

TICKS = 480  # of a beat
TEMPO = 500_000  # microseconds of a beat


def write_midi(path: Path | str, notes: Sequence[Note], *, title: str = "") -> Path:
    """Write notes as a MIDI file of type 1.

    Raises
    ------
    StylogenyError
        Without the package mido.
    """
    try:
        import mido
    except ImportError as error:
        raise StylogenyError("MIDI is written with the package mido", fix="pip install 'stylogeny[film]'") from error
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS)
    head = mido.MidiTrack()
    head.append(mido.MetaMessage("track_name", name=title.encode("latin-1", "replace").decode("latin-1")))
    head.append(mido.MetaMessage("set_tempo", tempo=TEMPO))
    file.tracks.append(head)
    for channel, (part, own) in enumerate(parts_of(notes).items()):
        track = mido.MidiTrack()
        track.append(mido.MetaMessage("track_name", name=part))
        track.append(mido.Message("program_change", channel=channel, program=PROGRAMS[part]))
        events: list[tuple[int, int, str, int, int]] = []
        for note in own:
            start, end = (round(s * TICKS * 1e6 / TEMPO) for s in (note.start, note.start + note.seconds))
            velocity = max(1, min(127, round(127 * note.loudness)))
            events += [(start, 1, "note_on", note.pitch, velocity), (max(end, start + 1), 0, "note_off", note.pitch, 0)]
        now = 0
        for tick, _, kind, pitch, velocity in sorted(events):
            track.append(mido.Message(kind, channel=channel, note=pitch, velocity=velocity, time=tick - now))
            now = tick
        file.tracks.append(track)
    with replacing(path) as temporary:
        file.save(str(temporary))
    return Path(path)
