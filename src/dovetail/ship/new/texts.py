"""The texts of the files in a new project."""

from __future__ import annotations

GITIGNORE = """\
__pycache__/
*.py[cod]
*.egg-info/
/build/
/dist/
/.venv/
.coverage
.mypy_cache/
.pytest_cache/
.ruff_cache/
"""


def module(what: str) -> str:
    """Return the text of a module that has nothing in it yet but its docstring."""
    return f'"""{_docstring(what)}"""\n'


def test(name: str, *, cases: bool) -> str:
    """Return the text of a test of the module ``name``; with ``cases`` as a `unittest.TestCase`."""
    parent, _, last = name.rpartition(".")
    imports = f"from {parent} import {last}" if parent else f"import {name}"
    head = f'"""Tests of `{name}`."""\n\n'
    if not cases:
        return f'{head}{imports}\n\n\ndef test_name() -> None:\n    assert {last}.__name__ == "{name}"\n'
    title = "".join(word.capitalize() for word in last.split("_"))
    return (
        f"{head}import unittest\n\n{imports}\n\n\nclass {title}Test(unittest.TestCase):\n"
        f'    def test_name(self) -> None:\n        self.assertEqual({last}.__name__, "{name}")\n'
    )


def command(script: str, description: str) -> str:
    """Return the text of the module with the function that a command calls."""
    return f'''\
"""The command `{script}`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process if None) and return its exit code."""
    parser = argparse.ArgumentParser(prog={_literal(script)}, description={_literal(description)})
    parser.parse_args(arguments)
    print({_literal(f"{script} is installed")})
    return 0
'''


def main_module(name: str, function: str = "main") -> str:
    """Return the text of the ``__main__`` of the package ``name``, whose command is in its module ``cli``."""
    return f'''\
"""What `python -m {name}` does: the same as the command."""

import sys

from {name}.cli import {function}

if __name__ == "__main__":
    sys.exit({function}())
'''


def main_of_package(name: str) -> str:
    """Return the text of a ``__main__`` that runs the body of the package ``name`` as a script."""
    return f'''\
"""What `python -m {name}` does: what stands under `if __name__ == "__main__"` in the package."""

import runpy

if __name__ == "__main__":
    runpy.run_module("{name}.__init__", run_name="__main__")
'''


def readme(project: str, description: str, name: str, script: str | None) -> str:
    """Return the text of the README of a new project."""
    use = f"```console\n$ {script}\n```\n" if script else f"```python\nimport {name}\n```\n"
    return f"""\
# {project}

{description}

```console
$ python -m pip install {project}
```

{use}
To work on it, in a virtual environment (pip 25.1 or newer):

```console
$ python -m pip install --editable . --group test
$ python -m pytest
```
"""


def _docstring(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', '\\"""')


def _literal(text: str) -> str:
    import json

    # A JSON string is a Python string, with the quotes that formatters prefer.
    return json.dumps(text, ensure_ascii=False)
