"""``python -m stylogeny`` is the ``stylogeny`` command."""

import sys

from .cli import main

sys.exit(main())
