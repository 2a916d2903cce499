"""What CPython loads: a small server that imports one module after another, each in a process of its own.

Run as ``python -I -S -B oracle.py``. It reads one JSON request a line, ``{"root": ..., "entry": ...}``, puts
``root`` first on ``sys.path``, imports ``entry`` and answers with one JSON line: ``ran``, the modules under
``root`` whose bodies were executed, and ``error``, how the import failed or null.

- A module counts from the moment its body begins to run, also when it fails later: what it does until then
  has happened. A module that does not compile never began.
- A namespace package has no body; it counts when it is loaded.
- ``import p.__init__`` runs the file of ``p`` once more under a second name; it counts as ``p``, because a
  file is one module in dovetail's graph.

Any Python from 3.8 on can run this file, and it imports nothing that a case could want to shadow.
"""

import importlib
import importlib.machinery
import json
import os
import sys


def executed_by(root: str, entry: str) -> "dict[str, object]":
    """Import ``entry`` from ``root`` in this very process and say what ran."""
    ran = []
    error = None
    load = importlib.machinery.SourceFileLoader.exec_module

    def exec_module(self, module) -> None:  # noqa: ANN001 - the signature of the loader
        self.get_code(module.__spec__.name)  # a body that does not compile does not run
        if module.__spec__.origin.startswith(root + os.sep):
            ran.append(module.__spec__.name)
        load(self, module)

    importlib.machinery.SourceFileLoader.exec_module = exec_module
    sys.path.insert(0, root)
    try:
        importlib.import_module(entry)
    except BaseException as exception:  # noqa: BLE001 - whatever it is, it is the answer
        error = f"{type(exception).__name__}: {exception}"
    ran.extend(name for name, module in sys.modules.items() if _is_namespace(module, root))
    # Python 3.8 has no str.removesuffix.
    names = {name[: -len(".__init__")] if name.endswith(".__init__") else name for name in ran}  # noqa: FURB188
    return {"ran": sorted(names), "error": error}


def _is_namespace(module: object, root: str) -> bool:
    """Whether ``module`` is a namespace package with a portion under ``root``."""
    spec = getattr(module, "__spec__", None)
    if spec is None or spec.submodule_search_locations is None or spec.origin not in (None, "namespace"):
        return False
    return any(path == root or path.startswith(root + os.sep) for path in spec.submodule_search_locations)


def _in_child(request: "dict[str, str]") -> str:
    """Answer ``request`` from a forked child, so that the next request finds a fresh ``sys.modules``."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        # What a case prints is not an answer.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.write(writer, json.dumps(executed_by(**request)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read().decode()
    os.waitpid(child, 0)
    return answer or json.dumps({"ran": [], "error": "the interpreter died"})


def main() -> None:
    """Answer requests until the input ends; without ``os.fork`` a process can answer only one."""
    for line in iter(sys.stdin.readline, ""):
        request = json.loads(line)
        answer = _in_child(request) if hasattr(os, "fork") else json.dumps(executed_by(**request))
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
