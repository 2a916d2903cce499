"""What CPython does: ``python -I -S -B run_imports.py``, asked by lines on stdin. Python 3.8 and later.

The first line that it prints is what is loaded, ``[[name, name in the spec, origin, locations], ...]``. A
request is ``repr([folders, module])``: folders to put in front of ``sys.path``, and what to import. Each is
answered by a child of its own with ``[bodies, failure]``: the modules loaded from a file, in the order in
which their bodies began, and None or ``[type, message, file, line]``: the exception that the import ended
with, and the innermost frame of its traceback outside importlib, if it has one. An answer None says that
the child had no time or no memory left.

Only built-in modules are imported here, so that a child begins as bare as a fresh interpreter.
"""

import _frozen_importlib_external as external
import posix
import sys
from _signal import alarm

SECONDS = 20
MACHINERY = (__file__, external.__name__, "<frozen importlib.", "<frozen zipimport>")
LIBRARY = f"/python{sys.version_info[0]}.{sys.version_info[1]}/importlib/"

began: "list[str]" = []


def exec_module(loader: "external.SourceFileLoader", module: "type(sys)") -> None:
    """As the original; but that one does not tell what does not compile from what has begun."""
    code = loader.get_code(module.__name__)
    began.append(module.__name__)
    exec(code, module.__dict__)


def exec_extension(loader: "external.ExtensionFileLoader", module: "type(sys)") -> None:
    began.append(module.__name__)
    original(loader, module)


original = external.ExtensionFileLoader.exec_module
external.ExtensionFileLoader.exec_module = exec_extension
external.SourceFileLoader.exec_module = exec_module


def failure_of(error: BaseException) -> "list[object]":
    file = line = None
    step = error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if not name.startswith(MACHINERY) and LIBRARY not in name:
            file, line = name, step.tb_lineno
        step = step.tb_next
    return [type(error).__name__, str(error), file, line]


def run(name: str) -> "list[object]":
    try:
        __import__(name)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the answer
        return [began, failure_of(error)]
    return [began, None]


def loaded() -> "list[object]":
    found = []
    for name, module in sys.modules.items():
        spec = getattr(module, "__spec__", None)
        if spec is not None and name != "__main__":
            locations = spec.submodule_search_locations
            found.append([name, spec.name, spec.origin, None if locations is None else list(locations)])
    return found


def answer(folders: "list[str]", name: str, writer: int) -> None:
    alarm(SECONDS)
    nothing = posix.open("/dev/null", posix.O_RDWR)
    for descriptor in (0, 1, 2):
        posix.dup2(nothing, descriptor)
    sys.path[:0] = folders
    with open(writer, "w", encoding="utf-8") as pipe:
        text = repr(run(name))
        alarm(0)
        pipe.write(text)
        pipe.flush()
        posix._exit(0)


def serve() -> None:
    print(repr(loaded()), flush=True)  # noqa: T201 - the answer
    for line in sys.stdin:
        folders, name = eval(line)
        reader, writer = posix.pipe()
        child = posix.fork()
        if not child:
            posix.close(reader)
            try:
                answer(folders, name, writer)
            finally:
                posix._exit(1)
        posix.close(writer)
        with open(reader, encoding="utf-8") as pipe:
            text = pipe.read()
        posix.waitpid(child, 0)
        print(text or "None", flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    serve()
