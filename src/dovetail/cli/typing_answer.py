"""``dovetail where --typing NAME``: the file that a type checker reads, and every place looked at."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dovetail.modules.typing_search import TypeSource


def as_lines(answer: TypeSource, taken: str) -> Iterator[str]:
    """Yield the answer for people; ``taken`` says which environment it is about."""
    if answer.file is None and answer.found:
        yield f"A type checker has a stub of its own for `{answer.name}`: {answer.reason}"
    elif not answer.found:
        yield f"`{answer.name}` is {answer.kind} for a type checker: {answer.reason}"
    else:
        yield f"A type checker reads `{answer.name}` from a {answer.kind} ({answer.step})"
    if answer.file is not None:
        yield f"  {answer.file}"
    if answer.looks:
        yield ""
        yield "Looked at, in order:"
    width = max((len(look.step) for look in answer.looks), default=0)
    place = max((len(look.path) for look in answer.looks), default=0)
    for look in answer.looks:
        yield f"  {look.step:{width}}  {look.path:{place}}  {look.reason or 'taken'}"
    yield ""
    yield taken


def as_object(answer: TypeSource, taken: str) -> dict[str, object]:
    """Return the answer as a document of ``where_typing.schema.json``."""
    return {
        "schema": "dovetail.where-typing/1",
        "environment": taken,
        **answer._asdict(),
        "looks": [look._asdict() for look in answer.looks],
    }
