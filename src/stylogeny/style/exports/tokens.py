"""The word by which an exported style is called in a prompt, and the files that are named for it."""

from __future__ import annotations

import hashlib
import re

from anyascii import anyascii

LONGEST = 48  # characters: what tools show of a token


def plain_token(name: str) -> str:
    """A name as Latin letters, digits and hyphens: what every tokenizer and every disk takes.

    Letters of other scripts are romanised (``浮世絵`` is ``fushihui``); of a name in which nothing is left, or which is
    too long, a digest tells it from others.
    """
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")
    if words and len(words) <= LONGEST:
        return words
    mark = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{words[: LONGEST - 9].rstrip('-') or 'style'}-{mark}"


def token_of(name: str) -> str:
    """The token of a textual inversion, in angle brackets: no word of a prompt is taken for it."""
    return f"<{plain_token(name)}>"
