"""What an interpreter says of itself: a program that `from_interpreter` gives to it.

Any Python from 3.8 on can run it. What it prints is one JSON object; it imports nothing before it has noted
which modules are there.
"""

import sys

_loaded = list(sys.modules.items())


def _modules() -> "list[list[object]]":
    found: list[list[object]] = []
    for name, module in _loaded:
        spec = getattr(module, "__spec__", None)
        if name == "__main__" or spec is None or not isinstance(spec.name, str):
            continue
        follows = False
        try:
            locations = spec.submodule_search_locations
            follows = type(locations).__name__ == "_NamespacePath"
            locations = None if locations is None else [str(path) for path in locations]
        except Exception:  # noqa: BLE001 - a foreign module may do anything
            locations = None
        origin = spec.origin if isinstance(spec.origin, str) else None
        found.append([name, spec.name, origin, locations, follows])
    return found


def _frozen() -> "list[list[object]]":
    import _imp

    if hasattr(_imp, "find_frozen"):  # 3.11
        # The only way to ask; no stub knows it.
        names = getattr(_imp, "_frozen_module_names")()  # noqa: B009
        pairs = [(name, _imp.find_frozen(name)) for name in names]
        return [[name, bool(found[1])] for name, found in pairs if found is not None]
    # Until 3.10 nobody can list them, and these were all of them.
    candidates = ("_frozen_importlib", "_frozen_importlib_external", "zipimport", "__hello__")
    names = [name for name in (*candidates, "__phello__", "__phello__.spam") if _imp.is_frozen(name)]
    return [[name, bool(_imp.is_frozen_package(name))] for name in names]


def _class(something: object) -> str:
    kind = something if isinstance(something, type) else type(something)
    if hasattr(something, "__qualname__") and not isinstance(something, type):
        return f"{something.__module__}.{something.__qualname__}"
    return f"{kind.__module__}.{kind.__qualname__}"


def _finders() -> "dict[str, str]":
    found = {}
    for entry, finder in list(sys.path_importer_cache.items()):
        if isinstance(entry, str) and finder is not None:
            found[entry] = _class(finder)
    return found


def _answer() -> "dict[str, object]":
    modules = list(_modules())
    path = [entry if isinstance(entry, str) else None for entry in sys.path]
    finders = [_class(finder) for finder in sys.meta_path]
    hooks = [_class(hook) for hook in sys.path_hooks]
    cached = _finders()
    import _imp
    import importlib.util
    import os
    import site
    from importlib import machinery

    try:
        folder = os.getcwd()
    except OSError:
        folder = None
    return {
        "version": list(sys.version_info),
        "implementation": sys.implementation.name,
        "platform": sys.platform,
        "magic": importlib.util.MAGIC_NUMBER.hex(),
        "extension_suffixes": machinery.EXTENSION_SUFFIXES,
        "source_suffixes": machinery.SOURCE_SUFFIXES,
        "bytecode_suffixes": machinery.BYTECODE_SUFFIXES,
        "built_in": sorted(sys.builtin_module_names),
        "frozen": sorted(_frozen()),
        "isolated": bool(sys.flags.isolated),
        "ignore_environment": bool(sys.flags.ignore_environment),
        "safe_path": bool(getattr(sys.flags, "safe_path", sys.flags.isolated)),
        "no_site": bool(sys.flags.no_site),
        "check_hash_based_pycs": getattr(_imp, "check_hash_based_pycs", "default"),
        "no_user_site": not site.ENABLE_USER_SITE,
        "prefix": sys.prefix,
        "base_prefix": sys.base_prefix,
        "executable": sys.executable,
        "library": os.path.dirname(os.__file__),
        "frozen_library": getattr(sys, "_stdlib_dir", None),
        "folder": folder,
        "pythonpath": os.environ.get("PYTHONPATH"),
        "path": path,
        "finders": finders,
        "hooks": hooks,
        "cached": cached,
        "loaded": modules,
        "site_packages": site.getsitepackages(),
        "user_site": site.getusersitepackages(),
    }


if __name__ == "__main__":
    import json

    print(json.dumps(_answer()))  # noqa: T201 - the answer
