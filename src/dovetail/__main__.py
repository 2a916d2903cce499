"""``python -m dovetail``."""

from dovetail.cli import start

start()
