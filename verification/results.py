"""Write docs/results.md: every table of the chain on a real corpus, each printed by the command named above it.

    python verification/results.py --corpus ../shared/corpus --out docs/results.md [--only dates chain]

A section that is not run again is kept as it stands in the page.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from stylogeny.artifacts import write_text

ROOT = Path(__file__).resolve().parents[1]

# name -> title, the command ({corpus} and {run} are filled in)
SECTIONS = {
    "dates": ("Dates as museums write them", "verification/dates.py --readings {corpus}/messy_dates.csv"),
    "chain": ("Time and memory of each step", "benchmarks/chain.py {corpus} --out {run}"),
    "words": ("Words to pictures", "verification/words.py --run {run}"),
    "embedding": ("Embeddings side by side", "verification/embedding.py --corpus {corpus}"),
    "order": ("Does the order matter?", "verification/evidence.py --run {run} --max 1000 4000"),
    "influence": ("Documented influences", "verification/influence.py {corpus} --run {run}"),
    "hubs": ("Hubs and importance", "verification/hubs.py {run} --influences {corpus}/influences.csv"),
    "stability": ("The same answer twice", "verification/stability.py --run {run}"),
}
HEAD = """# Results on a real corpus

7,561 pictures, most of them dated between 1250 and 1955, by artists who died before 1955 (development data beside the
repository, not part of it). Every table below is the output of the command above it, on two cores without a GPU. The
page is written by `python verification/results.py`.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default=str(ROOT / ".." / "shared" / "corpus"))
    parser.add_argument("--out", default=str(ROOT / "docs" / "results.md"))
    parser.add_argument(
        "--run", help="the run folder to make or, without the chain's section, to read (default: a scratch one)"
    )
    parser.add_argument("--only", nargs="*", choices=list(SECTIONS), help="sections to run again (default: all)")
    args = parser.parse_args()

    page = Path(args.out).read_text(encoding="utf-8") if Path(args.out).exists() else ""
    kept = dict(re.findall(r"^<!-- (\w+) -->\n(.*?)(?=^<!-- |\Z)", page, flags=re.M | re.S))
    with tempfile.TemporaryDirectory() as scratch:
        run = args.run or f"{scratch}/run"
        for name in args.only or SECTIONS:
            title, line = SECTIONS[name]
            argv = line.format(corpus=args.corpus, run=run).split()
            done = subprocess.run([sys.executable, *argv], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
            shown = line.format(corpus="../shared/corpus", run="run")
            kept[name] = f"## {title}\n\n    python {shown}\n\n{done.stdout.strip()}\n\n"
            body = "".join(f"<!-- {n} -->\n{kept[n]}" for n in SECTIONS if n in kept)
            write_text(args.out, f"{HEAD}\n{body.rstrip()}\n")


if __name__ == "__main__":
    main()
