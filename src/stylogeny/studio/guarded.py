"""A stranger's picture, decoded in a process that may use little memory and little time, and has nothing to lose.

``python -m stylogeny.studio.guarded`` reads a file of any kind on its input and writes a PNG of it on its output, or
one line that says why not. Whatever a decoder does with a crafted file, it does it there.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from threading import BoundedSemaphore

from ..corpus.pictures import BadPicture, decode

MEMORY = 2 << 30  # bytes of address space
SECONDS = 20  # of the processor; twice as many by the clock
SIDE = 2048  # pixels: larger pictures come out smaller
AT_ONCE = 2  # pictures that are decoded at a time
_turns = BoundedSemaphore(AT_ONCE)
ALONE = {**dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")}


def guarded(data: bytes, *, name: str = "the file", seconds: float = SECONDS) -> bytes:
    """A picture as PNG, at most :data:`SIDE` pixels a side, upright, in sRGB, without whatever else the file held.

    Parameters
    ----------
    data : bytes
        A file.
    name : str
        What it is called in errors.
    seconds : float
        Of the processor at most.

    Raises
    ------
    BadPicture
        When it is no picture, or asks for more than it may.
    """
    with _turns:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "stylogeny.studio.guarded", str(seconds)],
                input=data,
                capture_output=True,
                timeout=2 * seconds,
                env={**os.environ, **ALONE},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise BadPicture("it takes too long to read", name) from None
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip().splitlines()
    raise BadPicture(said[-1] if done.returncode == 2 and said else "it takes more than it may", name)


def limit(seconds: float) -> None:
    """Hold this process to its memory and time, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    whole = max(1, int(seconds))
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, whole), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main(argv: list[str]) -> int:
    """Read, decode, write: 0, or 2 with one line for what is no picture."""
    limit(float(argv[0]) if argv else SECONDS)
    try:
        image, _ = decode(sys.stdin.buffer.read(), side=SIDE)
        image.thumbnail((SIDE, SIDE))
        out = io.BytesIO()
        image.save(out, format="PNG")
    except BadPicture as error:
        print(error.reason, file=sys.stderr)
        return 2
    except MemoryError:
        print("it takes more memory than it may", file=sys.stderr)
        return 2
    sys.stdout.buffer.write(out.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
