"""What the simulation says of a module, and what it costs: ``python simulate_hostile.py FOLDER MODULE``.

It runs in a process of its own, so that one that dies is found out, and so that memory can be measured.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from import_oracle import ARGUMENTS, as_ran, simulate

from dovetail.environment.interpreter import from_interpreter

LIMIT = 4 << 30


def main(folder: str, module: str) -> None:
    environment = from_interpreter(sys.executable, arguments=ARGUMENTS)
    simulate(environment, Path(folder), ["nothing_of_that_name"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    start = time.process_time()
    execution = simulate(environment, Path(folder), [module])[0]
    ran = as_ran(execution)
    answer = {
        "seconds": time.process_time() - start,
        "kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before,
        "modules": sorted(set(ran.modules)),
        "failure": None if ran.failure is None else ran.failure.type,
        "unknowns": len(execution.unknowns),
    }
    print(json.dumps(answer))  # noqa: T201 - the answer


if __name__ == "__main__":
    main(*sys.argv[1:])
