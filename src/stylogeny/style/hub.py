"""Models that a command names: whether what opens them is installed, and whether they can be had at all.

Asked first, for a model that is neither here nor reachable costs the libraries half a minute of trying again, and what
they say then is not why.
"""

from __future__ import annotations

import importlib.util
import os
import urllib.error
import urllib.request
from pathlib import Path

from ..errors import StylogenyError

PATIENCE = 4.0  # seconds in which the hub must answer
CONFIGS = ("config.json", "model_index.json")  # one of these is there wherever a model is


def check_model(
    name: str | Path, *, library: str = "transformers", hub: str | None = None, patience: float = PATIENCE
) -> None:
    """Raise unless a library is installed and a model is a folder, is cached, or may be fetched.

    Parameters
    ----------
    name : str or path
        A Hugging Face id or a folder.
    library : str
        ``transformers`` or ``diffusers``.
    hub : str, optional
        Where models are fetched from; by default where huggingface_hub does.
    patience : float
        Seconds in which the hub must answer.

    Raises
    ------
    StylogenyError
        No such library or folder, or no way to the hub.
    """
    if importlib.util.find_spec(library) is None:
        extra = "diffusers" if library == "diffusers" else "hub"
        raise StylogenyError(
            f"a model of this kind is opened by {library}", got=str(name), fix=f"pip install 'stylogeny[{extra}]'"
        )
    if Path(name).exists():
        return
    text = str(name)
    if text.count("/") > 1 or text.startswith((".", "~", "/")) or "\\" in text:
        raise StylogenyError("no such model folder", got=text, fix="give a folder, or a Hugging Face id: OWNER/NAME")
    if _cached(text):
        return
    fix = "connect, or give a folder that holds the model"
    if os.environ.get("HF_HUB_OFFLINE", "0").lower() in ("1", "true", "yes", "on"):
        raise StylogenyError(
            "this model is not on this machine, and HF_HUB_OFFLINE forbids to fetch it", got=text, fix=fix
        )
    if not _reachable(hub, patience):
        raise StylogenyError("this model is not on this machine, and the hub cannot be reached", got=text, fix=fix)


def _cached(name: str) -> bool:
    """Whether the hub's cache holds a model."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        return any(isinstance(try_to_load_from_cache(name, file), str) for file in CONFIGS)
    except HFValidationError as error:
        raise StylogenyError("neither a folder nor a Hugging Face id", got=name, fix="ids read OWNER/NAME") from error


def _reachable(hub: str | None, patience: float) -> bool:
    from huggingface_hub.constants import ENDPOINT

    try:
        urllib.request.urlopen(urllib.request.Request(hub or ENDPOINT, method="HEAD"), timeout=patience).close()
    except urllib.error.HTTPError:
        return True  # it answered
    except OSError:
        return False
    return True
