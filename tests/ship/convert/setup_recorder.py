"""Runs a setup.py with a setuptools that writes down what `setup()` is given: the oracle of its reader."""

import json
import sys
import types


def main() -> None:
    given = []

    def setup(**words: object) -> None:
        given.append({name: shown(value) for name, value in words.items()})

    def find(kind: str) -> object:
        def packages(where: str = ".", exclude: object = (), include: object = ()) -> object:
            return {"find": kind, "where": where, "exclude": list(exclude), "include": list(include)}

        return packages

    setuptools = types.ModuleType("setuptools")
    setuptools.setup = setup
    setuptools.find_packages = find("packages")
    setuptools.find_namespace_packages = find("namespaces")
    sys.modules["setuptools"] = setuptools
    sys.path.insert(0, "")
    with open("setup.py", encoding="utf-8") as file:
        text = file.read()
    exec(compile(text, "setup.py", "exec"), {"__name__": "__main__", "__file__": "setup.py"})
    json.dump(given, sys.stdout)


def shown(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [shown(each) for each in value]
    if isinstance(value, dict):
        return {str(key): shown(each) for key, each in value.items()}
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    return repr(value)


main()
