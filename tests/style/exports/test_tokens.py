from __future__ import annotations

import re

import pytest

from stylogeny.style.exports.tokens import plain_token, token_of


@pytest.mark.parametrize("name", ["浮世絵", "Импрессионизм", "印象派", "Élan vital", "한국화", "مدرسة", "Ukiyo-e"])
def test_names_of_every_script_give_a_word_that_tokenizers_read(name):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", plain_token(name))
    assert token_of(name) == f"<{plain_token(name)}>"


def test_names_that_differ_keep_apart():
    names = ["浮世絵", "印象派", "🎨", "🖼", "!!", "a" * 200, "a" * 201]
    assert len({plain_token(n) for n in names}) == len(names)
    assert plain_token("Cold bands") == "cold-bands" and plain_token("Импрессионизм") == "impressionizm"
