"""The help of ``dovetail where``: what to do about an answer that was not expected."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.modules.advice import Advice
    from dovetail.modules.suggestion import Suggestion


def help_lines(advice: tuple[Advice, ...]) -> Iterator[str]:
    """Yield an empty line and the help, one line each; nothing if there is none."""
    if advice:
        yield ""
        yield from (f"help: {one.help}" for one in advice)


def suggestion_object(suggestion: Suggestion) -> dict[str, object]:
    """Return the suggestion for JSON."""
    from dovetail.cli.owner import distribution_object, owner_object

    same, installed = suggestion.same_name, suggestion.installed
    return {
        "similar": [{"name": name, "owner": owner_object(owner)} for name, owner in suggestion.similar],
        "same_name": distribution_object(same) if same else None,
        "provides": suggestion.provides,
        "provider": suggestion.provider,
        "installed": distribution_object(installed) if installed else None,
    }
