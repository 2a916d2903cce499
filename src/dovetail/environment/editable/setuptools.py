"""The hook that setuptools writes for an editable install: ``__editable___NAME_finder.py``.

See "Development Mode" in the documentation of setuptools. The mapping stands in it as ``MAPPING`` and
``NAMESPACES``.
"""

from __future__ import annotations

from dovetail.environment.editable.finder import HookFinder, Manner
from dovetail.environment.editable.literal import FormError, assigned, lists, literal, strings
from dovetail.environment.editable.releases import doubt

_MANNERS = (
    ("nested = PathFinder.find_spec(rest, path=[parent_path])", Manner.TAILS),
    ("PathFinder.find_spec(fullname, path=[MAPPING[parent]", Manner.FOLDERS),
    ('fullname.startswith(f"{pkg}.")', Manner.NESTED),
    ('fullname.replace(pkg, "", 1)', Manner.PREFIXES_ONCE),
    ('fullname.replace(pkg, "")', Manner.PREFIXES),
)
"""The words by which the releases differ; the first that are found count."""


def decode(text: str, file: str) -> HookFinder:
    """Return the finder that ``install()`` of the hook appends. Raises `FormError` for any other text."""
    mapping, code = assigned(text, "MAPPING")
    namespaces, code = assigned(code, "NAMESPACES")
    placeholder, code = assigned(code, "PATH_PLACEHOLDER")
    name, plus, rest = placeholder.rpartition(" + ")
    if not plus or rest != '".__path_hook__"':
        raise FormError("`PATH_PLACEHOLDER` is something else")
    path_entry = f"{literal(name)}.__path_hook__"
    manner = next((manner for words, manner in _MANNERS if words in code), None)
    if manner is None:
        raise FormError("its finder is none that setuptools has had")
    mapped = dict(strings(literal(mapping)))
    always = "return [*paths, PATH_PLACEHOLDER]" in code  # since 70
    portions = {
        key: _portions(paths, mapped.get(key), path_entry, always=always)
        for key, paths in lists(literal(namespaces)).items()
    }
    return HookFinder(
        "setuptools",
        manner,
        file,
        first=False,
        mapping=tuple(mapped.items()),
        locations=tuple(portions.items()),
        path_entry=path_entry if portions else None,
        doubt=doubt(code),
    )


def _portions(
    paths: tuple[str, ...], mapped: str | None, placeholder: str, *, always: bool
) -> tuple[str, ...]:
    if always:
        return (*(paths or ((mapped,) if mapped is not None else ())), placeholder)
    # Until 69 a mapped folder was given as a string, of which every character becomes an entry.
    return paths or tuple(mapped or "") or (placeholder,)
