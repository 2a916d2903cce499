"""Imports one module and writes down what was executed and when: run by the interpreter that is asked.

Arguments: the file to write, the module, and the folders to put first on the search path. Python 3.8 and
later; what a bare interpreter has not loaded is imported only at the end, so that nothing is there that would
not be.
"""

import _frozen_importlib_external as external
import sys
from time import perf_counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

events: "list[tuple[str, str, float]]" = []


def timed(loader: type) -> None:
    """Have each body that a loader executes written down, as it begins and as it ends."""
    original = loader.exec_module  # type: ignore[attr-defined]

    def exec_module(self: object, module: "Any") -> None:
        events.append(("O", module.__name__, perf_counter()))
        try:
            original(self, module)
        finally:
            events.append(("C", module.__name__, perf_counter()))

    loader.exec_module = exec_module  # type: ignore[attr-defined]


def main(target: str, name: str, folders: "list[str]") -> None:
    """Import ``name`` and write what happened to the file ``target``."""
    timed(external.SourceFileLoader)
    timed(external.ExtensionFileLoader)
    sys.path[:1] = folders
    sys.argv[:] = [""]
    failure = None
    start = perf_counter()
    try:
        __import__(name)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the answer
        failure = [type(error).__name__, str(error)]
    seconds = perf_counter() - start
    import json

    with open(target, "w", encoding="utf-8") as file:
        taken = [[kind, module, at - start] for kind, module, at in events if at < start + seconds]
        json.dump({"events": taken, "failure": failure, "seconds": seconds}, file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
