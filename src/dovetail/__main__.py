"""``python -m dovetail``."""

import sys

# A process that `dovetail index serve` starts imports the main module of its parent, and runs it not.
if __name__ == "__main__":
    if not sys.flags.safe_path:
        # `python -m` puts the current folder first on the path. What lies there is read, and must never run,
        # as a `random.py` would that the standard library takes for its own.
        del sys.path[0]

    from dovetail.cli import start

    start()
