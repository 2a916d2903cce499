"""``python -m dovetail``."""

import sys

if not sys.flags.safe_path:
    # `python -m` puts the current folder first on the path. What lies there is read, and must never run, as a
    # `random.py` would that the standard library takes for its own.
    del sys.path[0]

from dovetail.cli import start

start()
