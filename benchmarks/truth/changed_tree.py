"""Copies of a package in which one file is changed."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from packages import ROOT, site_packages


class ChangedTree:
    """A copy of a package, made of links, in which one file at a time is another."""

    def __init__(self, venv: Path, tops: set[str]) -> None:
        """Copy the modules and packages ``tops`` from the site-packages of a virtual environment."""
        (ROOT / "changes").mkdir(exist_ok=True)
        self.site = site_packages(venv)
        self.root = Path(tempfile.mkdtemp(dir=(ROOT / "changes").resolve(), prefix="tree-"))
        for top in sorted(tops):
            if (self.site / top).is_dir():
                shutil.copytree(self.site / top, self.root / top, copy_function=os.link)
            elif (self.site / f"{top}.py").exists():
                os.link(self.site / f"{top}.py", self.root / f"{top}.py")

    def change(self, file: Path, text: bytes) -> None:
        """Give a file of the site-packages another text here."""
        here = self.root / file.relative_to(self.site)
        here.unlink()
        here.write_bytes(text)

    def restore(self, file: Path) -> None:
        """Take back what `change` did."""
        here = self.root / file.relative_to(self.site)
        here.unlink()
        os.link(file, here)

    def remove(self) -> None:
        """Remove the copy."""
        shutil.rmtree(self.root)
