"""The data that the timeline map's script is handed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_map(report: Path) -> dict[str, Any]:
    """What map-data.js of a report's folder says."""
    text = (report / "map-data.js").read_text(encoding="utf-8")
    return json.loads(text.removeprefix("window.STYLOGENY = ").removesuffix(";\n"))
