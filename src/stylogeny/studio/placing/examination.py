"""Whether a picture is what it is said to be: the job, and what is kept of its answers beside the picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ...artifacts import Format, read_document, write_document
from ...corpus.lookup import select
from ...forensics.authentication.authenticate import authenticate
from ...forensics.authentication.machine import machine_findings
from ...forensics.detection.detector import Detector
from ...forensics.detection.teaching import FILE as DETECTOR_FILE
from ...forensics.provenance.identity import trusted
from ...progress import Callback
from ...runs import Run, digest
from ..jobs import Job
from ..pages import address
from ..refused import Refused
from ..state import Studio
from ..uploads import Upload, upload

EXAMINED = Format("studio-examination", 1, "ask for it again")
KIND = "examination"
OPTION = re.compile(r" \(--[a-z-]+\)")  # how a command would be told to do it


def claims_of(studio: Studio, artist: str, year: str) -> dict[str, Any]:
    """Whose a picture is said to be, and when it is said to have been made, as they were given in a form.

    Raises
    ------
    StylogenyError
        For an artist who is not in the run, or a year that is none.
    """
    named = select(studio.works, artist, kinds=("artist",)).name if artist.strip() else None
    if year.strip() and not re.fullmatch(r"-?\d{1,5}", year.strip()):
        raise Refused("a year is a whole number", got=year[:40])
    return {"artist": named, "year": int(year) if year.strip() else None}


def examined_address(dropped: Upload, claims: Mapping[str, Any]) -> str:
    """Where what was found under these claims is to be seen."""
    return address("place", dropped.id, artist=claims["artist"], year=claims["year"])


def ask_examination(studio: Studio, dropped: Upload, claims: Mapping[str, Any]) -> Job:
    """The job that examines a picture."""
    return studio.jobs.ask(KIND, _asked(dropped, claims))


def examination_job(studio: Studio, dropped: Upload, claims: Mapping[str, Any]) -> Job | None:
    """The job that waits, runs, or was the last to fail."""
    asked = _asked(dropped, claims)
    found = next((job for job in studio.jobs.all() if job.kind == KIND and dict(job.arguments) == asked), None)
    return None if found is None or found.state == "done" else found


def examination(studio: Studio, dropped: Upload, claims: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was found under these claims: ``findings``, ``copies``, ``origin``; None where nobody has asked yet."""
    file = examination_file(studio.path, dropped, claims)
    return dict(read_document(file, EXAMINED)["examination"]) if file.exists() else None


def examination_file(run: Path, dropped: Upload, claims: Mapping[str, Any]) -> Path:
    """Where an answer is kept: named by what was claimed and the run as it is."""
    run_as_it_is = (run / "embedding.safetensors").stat().st_mtime_ns
    return dropped.folder / f"examined-{digest({**claims, 'run': run_as_it_is})}.json"


def examination_task(run: Path, arguments: Mapping[str, Any], *, callback: Callback) -> Mapping[str, object]:
    """Examine a picture that was dropped, as `stylogeny authenticate` does; any line may be that it cannot be said."""
    callback({"step": "examining", "done": 0, "total": 0})
    dropped = upload(Studio(run), str(arguments["id"]))
    claims = {"artist": arguments["artist"], "year": arguments["year"]}
    identity, anchors = trusted(run)
    taught = run / DETECTOR_FILE
    detector = Detector.read(taught) if taught.exists() else None
    answer = authenticate(
        dropped.original, Run(run), artist=claims["artist"], year=claims["year"], identity=identity,
        anchors=anchors, examiners=[partial(machine_findings, detector=detector)],
    )  # fmt: skip
    said = answer.document()
    findings = [{**each, "said": OPTION.sub("", each["said"])} for each in said["findings"]]
    kept = {"findings": findings, "copies": said["copies"], "origin": {**said["origin"], "file": dropped.name}}
    write_document(examination_file(run, dropped, claims), EXAMINED, examination=kept)
    return {"href": examined_address(dropped, claims)}


def _asked(dropped: Upload, claims: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": dropped.id, "artist": claims["artist"], "year": claims["year"]}
