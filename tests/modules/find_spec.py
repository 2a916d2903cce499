"""What CPython finds: asked of an interpreter, ``python -I -S -B find_spec.py``, by JSON lines on stdin.

The first line that it prints is what it has loaded: ``[name, name in the spec, origin, locations]``.
A request is ``{"path": [...], "names": [...], "folder": ...}``: entries to put in front of ``sys.path``, and
the current folder. The answer is a list, for each name ``[kind, origin, locations]`` or the name of the
exception. Each request is answered by a child of its own. Any Python from 3.8 on can run this file.
"""

import importlib.util
import json
import os
import sys

LOADERS = {
    "SourceFileLoader": "source",
    "SourcelessFileLoader": "bytecode",
    "ExtensionFileLoader": "extension",
    "BuiltinImporter": "built-in",
    "FrozenImporter": "frozen",
}


def answer(name: str) -> object:
    try:
        spec = importlib.util.find_spec(name)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        return type(error).__name__
    if spec is None:
        return None
    locations = spec.submodule_search_locations
    locations = None if locations is None else list(locations)
    loader = spec.loader if isinstance(spec.loader, type) else type(spec.loader)
    kind = LOADERS.get(loader.__name__)
    if loader.__name__ == "zipimporter":
        kind = "bytecode" if spec.origin.endswith("c") else "source"
    if kind in ("source", "bytecode", "extension") and locations is not None:
        kind = "regular package"
    if kind is None:
        return ["namespace package", None, locations]
    # The spec of sys in Python 3.8 has no origin, because it was made before there were specs.
    return [kind, "built-in" if kind == "built-in" else spec.origin, locations]


def loaded() -> "list[object]":
    modules = [(name, getattr(module, "__spec__", None)) for name, module in sys.modules.items()]
    found = []
    for name, spec in modules:
        if spec is not None and name != "__main__":
            locations = spec.submodule_search_locations
            found.append([name, spec.name, spec.origin, None if locations is None else list(locations)])
    return found


def serve() -> None:
    print(json.dumps(loaded()), flush=True)  # noqa: T201 - the answer
    for line in iter(sys.stdin.readline, ""):
        request = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.chdir(request["folder"])
            sys.path[:0] = request["path"]
            with os.fdopen(writer, "w") as pipe:
                pipe.write(json.dumps([answer(name) for name in request["names"]]))
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            text = pipe.read()
        os.waitpid(child, 0)
        sys.stdout.write((text or "null") + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
