"""A language model at an OpenAI-compatible endpoint (Ollama, llama.cpp, vLLM, a cloud), as a writer that cannot fail.

Every answer is kept under its full request, so that the same history is told again in the same words, without the
model. Whatever goes wrong (no connection, silence, a drip without end, garbage, an empty budget) falls back on the
grammar and is marked; since only real answers are kept, running again asks for what is missing and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..grammar import Grammar
from ..writer import Prompt, Writer
from .answer_cache import AnswerCache
from .endpoint import ChatEndpoint
from .replies import UnusableReply, check_schema, chosen_option

PATIENCE = 3  # failures in a row after which the endpoint is left alone


class LanguageModel:
    """A writer that asks a model.

    Parameters
    ----------
    url : str
        Base address, e.g. ``http://localhost:11434/v1``.
    model : str
        The model's name there.
    cache : Path
        SQLite file of answers; made when absent.
    key : str, optional
        Bearer token; by default the environment's STYLOGENY_LLM_KEY. It is never stored.
    budget : int
        Requests that may be made; answers from the cache are free.
    tokens : int
        Longest answer.
    timeout : float
        Seconds for a whole answer, however slowly it drips.
    replay : bool
        Never ask, only repeat what the cache holds.
    vision : bool
        Whether pictures are sent.
    fallback : Writer, optional
        Who writes instead; a new grammar by default.

    Attributes
    ----------
    source : str
        Whose words the last text was: the model's name, or ``grammar``.
    failures : list of str
        Why the fallback was taken, one line each.

    Raises
    ------
    StylogenyError
        For an address that is no http(s) address, an unreadable cache, or, under test, a host that is not this machine.
    """

    def __init__(
        self,
        url: str,
        *,
        model: str,
        cache: Path | str,
        key: str | None = None,
        budget: int = 500,
        tokens: int = 700,
        timeout: float = 60.0,
        replay: bool = False,
        vision: bool = True,
        fallback: Writer | None = None,
    ) -> None:
        key = os.environ.get("STYLOGENY_LLM_KEY", "") if key is None else key
        self.endpoint = ChatEndpoint(url, model=model, key=key, tokens=tokens, timeout=timeout)
        self.cache = AnswerCache(cache)
        self.budget, self.replay, self.vision = budget, replay, vision
        self.source, self.failures = "grammar", list[str]()
        self._fallback = fallback or Grammar()
        self._in_a_row = 0

    def text(
        self,
        prompt: Prompt | str,
        *,
        images: Sequence[np.ndarray | Path] = (),
        schema: Mapping[str, Any] | None = None,
        seed: int = 0,
    ) -> str:
        """The model's words, or the fallback's; with a `schema`, JSON that satisfies it."""

        def check(answer: str) -> None:
            if schema is not None:
                check_schema(answer, schema)

        sent = images if self.vision else ()
        try:
            answer = self._answer(self.endpoint.request(str(prompt), images=sent, schema=schema, seed=seed), check)
        except UnusableReply as why:
            return self._instead(prompt, why).text(prompt, images=images, schema=schema, seed=seed)
        self.source = self.endpoint.model
        return answer

    def choose(self, prompt: Prompt | str, options: Sequence[str], *, seed: int = 0) -> str:
        """The option that the model names, or the fallback's choice."""
        numbered = "\n".join(f"{k}. {option}" for k, option in enumerate(options, 1))
        question = f"{prompt}\nAnswer with the number of one of these and nothing else:\n{numbered}"

        def check(answer: str) -> None:
            chosen_option(answer, options)

        try:
            if not options:
                raise UnusableReply("nothing to choose from")
            answer = self._answer(self.endpoint.request(question, seed=seed), check)
        except UnusableReply as why:
            return self._instead(prompt, why).choose(prompt, options, seed=seed)
        self.source = self.endpoint.model
        return options[chosen_option(answer, options)]

    def _instead(self, prompt: Prompt | str, why: UnusableReply) -> Writer:
        """The fallback, the failure marked."""
        kind = prompt.kind if isinstance(prompt, Prompt) else "answer"
        self.failures.append(f"{kind}: {why}")
        self.source = "grammar"
        return self._fallback

    def _answer(self, body: Mapping[str, Any], check: Callable[[str], None]) -> str:
        """The answer to a request, from the cache or asked for; `check` raises for one that cannot be used."""
        request = {"url": self.endpoint.url, **body}
        if (kept := self.cache.get(request)) is not None:
            return kept
        if self.replay:
            raise UnusableReply("not in the cache, and only what is there is replayed")
        if self.budget <= 0:
            raise UnusableReply("the budget is spent")
        if self._in_a_row >= PATIENCE:
            raise UnusableReply(f"{PATIENCE} failures in a row, so it was not asked again")
        self.budget -= 1
        try:
            answer = self.endpoint.ask(body)
            check(answer)
        except UnusableReply:
            self._in_a_row += 1
            raise
        self._in_a_row = 0
        self.cache.put(request, answer)
        return answer
