"""Scripts as people write them; beside each what its reader must not claim to know."""

import re
from pathlib import Path

FILES = {
    "README.md": "# The *project*\n\nText.\n",
    "requirements.txt": "# what it needs\nrequests>=2\n\nrich  # colours\n-r other.txt\n",
    "kit/__init__.py": (
        '"""Kit.\n\nMore.\n"""\n__version__ = "1.2"\nVERSION = (1, 2, 3)\nname = "a"\nname = "b"\n\n\n'
        'def settings(*given):\n    return {"settings": 1}\n'
    ),
    "kit/version.py": '__version__ = "3.4"\n',
    "src/lib/__init__.py": "__version__ = '5'\n",
}
HEAD = "from setuptools import setup, find_packages\n"


def _read() -> dict[str, tuple[str, set[str]]]:
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    parts = re.split(r"^## (.*?):(.*)\n", text, flags=re.MULTILINE)[1:]
    return {
        name: (script, set(computed.split()))
        for name, computed, script in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }


SCRIPTS = _read()
"""Text without its first line, and the arguments that only running it tells."""
