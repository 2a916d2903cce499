#!/usr/bin/env python3
"""Make the tables of `dovetail.environment.tables` from interpreters.

POSIX only, and only for who works on dovetail:

    python3 scripts/environment_tables.py PYTHON...

Each interpreter is asked by the program that `from_interpreter` uses: as it is, with ``-S``, and with
``-X frozen_modules=off``. The result goes to ``src/dovetail/environment/versions``, one file for each
version: keys and what belongs to them, mostly words. A frozen package ends with a slash; a module that is
loaded under another name than that of its spec has the latter behind it, as ``os.path=posixpath``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "src" / "dovetail" / "environment"


def ask(python: str, *flags: str) -> dict[str, Any]:
    """Return what the interpreter says of itself."""
    command = [python, "-I", *flags, str(FOLDER / "inquiry.py")]
    result = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - that is what it is for
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def loaded(answer: dict[str, Any]) -> str:
    """Return the modules that are there at start-up, each with the name in its spec."""
    pairs = sorted((name, spec) for name, spec, *_ in answer["loaded"] if "customize" not in name)
    return " ".join(name if name == spec else f"{name}={spec}" for name, spec in pairs)


def frozen(answer: dict[str, Any]) -> str:
    """Return the frozen modules, packages with a slash."""
    return " ".join(f"{name}/" if package else name for name, package in answer["frozen"])


def table(python: str) -> tuple[str, dict[str, str]]:
    """Return the version of an interpreter, major and minor, and its table."""
    with tempfile.TemporaryDirectory() as folder:
        # What .pth files of the installation itself load at start-up is no property of its version.
        subprocess.run([python, "-I", "-m", "venv", "--without-pip", folder], check=True)  # noqa: S603
        fresh = str(Path(folder) / "bin" / "python")
        full, bare = ask(fresh), ask(fresh, "-S")
        thawed = ask(fresh, "-X", "frozen_modules=off")
    version = ".".join(str(part) for part in full["version"][:3])
    return ".".join(version.split(".")[:2]), {
        "from": f"CPython {version} on {full['platform']}, asked",
        "magic": full["magic"],
        "extension_suffixes": " ".join(full["extension_suffixes"]),
        "built_in": " ".join(full["built_in"]),
        "frozen": frozen(full),
        "always_frozen": frozen(thawed),
        "loaded": loaded(full),
        "loaded_without_site": loaded(bare),
    }


def main() -> None:
    """Write the tables of the interpreters that the arguments name."""
    for python in sys.argv[1:]:
        version, lines = table(python)
        text = "".join(f"{key}: {value}\n" for key, value in lines.items())
        (FOLDER / "versions" / f"{version}.txt").write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
