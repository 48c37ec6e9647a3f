"""What came directly of a work, an artist or a style: shares with intervals, and the pictures side by side.

Of a work it lists works; of an artist, artists; of a style, styles. What is documented elsewhere is marked where a
table influences.csv (columns influencer, influenced) lies beside the corpus, or --documented names one. Writes a page
with the pictures to RUN/questions/.
"""

from __future__ import annotations

import argparse

from .sources import add_arguments as add_arguments
from .sources import answer

DRAWS = False
EXAMPLE = 'stylogeny followers "Claude Monet" run -n 5'


def run(args: argparse.Namespace) -> None:
    """Find, write the page, list."""
    answer(args, "followers")
