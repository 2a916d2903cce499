from collections.abc import Callable
from pathlib import Path

import pytest

from dovetail.diagnostic import Diagnostic, Note, Outcome, Place, Severity, Summary
from dovetail.report import Request, render

SUMMARY = Summary(909, 5313, 909, (), 0, 0.12)

Report = Callable[..., str]


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Render findings in files with the given text, in a folder of their own."""

    def rendered(
        format: str,  # noqa: A002
        files: dict[str, str | bytes],
        *diagnostics: Diagnostic,
        request: Request | None = None,
        summary: Summary = SUMMARY,
    ) -> str:
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return "".join(render(format, Outcome(diagnostics, summary, tmp_path), request))

    return rendered


@pytest.fixture
def finding() -> Callable[..., Diagnostic]:
    """Make a finding at a span of ``a.py``, or another place."""

    def made(
        *span: int,
        path: str = "a.py",
        help: str | None = None,  # noqa: A002
        notes: tuple[Note, ...] = (),
    ) -> Diagnostic:
        place = Place(path, *span) if span else Place.of_file(path)
        return Diagnostic("a-check", Severity.ERROR, "it is wrong", place, help, notes)

    return made
