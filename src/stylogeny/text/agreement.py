"""What English words ask of those beside them: articles of sounds, verbs of numbers, capitals of titles."""

from __future__ import annotations

import re

from .word_files import read

# words that are small within a title
SMALL = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "no", "of", "on", "or", "over", "the", "to", "with"]
)


def is_plural(name: str) -> bool:
    """Whether the name of a movement takes a verb in the plural."""
    head = name.split(" of ")[0].split()[-1:]
    many = read("movement_name").words("names_of_many")
    return bool(head) and (head[0] in many or (head[0].endswith("s") and not head[0].endswith(("ss", "us"))))


def with_articles(text: str) -> str:
    """The text with ``a`` or ``an`` before every word as its sound wants it."""
    return re.sub(r"\b([Aa])n? (?=([A-Za-z]))", lambda m: m.group(1) + _article_end(text[m.end() :]) + " ", text)


def _article_end(rest: str) -> str:
    """``n`` when the word after an article begins with a vowel's sound."""
    word = re.match(r"\w*", rest.casefold())
    first = word.group(0) if word else ""
    vowel = first[:1] in tuple("aeiou") and not re.match(r"(one|uni|use|usu|eu)", first)
    return "n" if vowel or re.match(r"(hour|honest|heir)", first) else ""


def title_case(title: str) -> str:
    """A title with capitals, small words apart."""
    return " ".join(word if word in SMALL else word[:1].upper() + word[1:] for word in title.split())


def capitalised(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
