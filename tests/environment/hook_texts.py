"""Hooks of editable installs in words of our own: they do what those of the backends do, and run."""

from __future__ import annotations

SETUPTOOLS = """
import sys
from importlib.machinery import ModuleSpec, PathFinder, all_suffixes
from importlib.util import spec_from_file_location
from pathlib import Path

MAPPING = {mapping!r}
NAMESPACES = {namespaces!r}
PATH_PLACEHOLDER = {name!r} + ".__path_hook__"

class Finder:
    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if fullname in MAPPING:
            base = Path(MAPPING[fullname])
            for file in [base / "__init__.py", *map(base.with_suffix, all_suffixes())]:
                if file.exists():
                    return spec_from_file_location(fullname, file)
            return None
        parent = fullname.rpartition(".")[0]
        if parent in MAPPING:
            return PathFinder.find_spec(fullname, path=[MAPPING[parent]])
        return None

class Portions:
    @classmethod
    def hook(cls, path):
        if path != PATH_PLACEHOLDER:
            raise ImportError
        return cls

    @classmethod
    def find_spec(cls, fullname, target=None):
        if fullname not in NAMESPACES:
            return None
        spec = ModuleSpec(fullname, None, is_package=True)
        paths = NAMESPACES[fullname] or [MAPPING[fullname]]
        def whole():
            return [*paths, PATH_PLACEHOLDER]
        spec.submodule_search_locations = whole()
        return spec

def install():
    if Finder in sys.meta_path:
        return  # site reads the .pth files of a virtual environment twice
    sys.meta_path.append(Finder)
    if NAMESPACES:
        sys.path_hooks.append(Portions.hook)
        sys.path.append(PATH_PLACEHOLDER)
"""

REDIRECTOR = """
import importlib.util
import sys

class RedirectingFinder:
    files = {}

    @classmethod
    def map_module(cls, name, path):
        cls.files[name] = path

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if path is None and name in cls.files:
            return importlib.util.spec_from_file_location(name, cls.files[name])

    @classmethod
    def install(cls):
        if cls not in sys.meta_path:
            sys.meta_path.append(cls)
"""

EDITABLES = """from editables.redirector import RedirectingFinder as F
F.install()
F.map_module({name!r}, {path!r})
"""

SCIKIT_BUILD = """
from __future__ import annotations
import importlib.util
import os
import sys

class ScikitBuildRedirectingFinder:
    def __init__(self, sources, installed):
        here = os.path.dirname(os.path.abspath(__file__))
        self.files = {**sources, **{name: os.path.join(here, path) for name, path in installed.items()}}

    def find_spec(self, name, path=None, target=None):
        if name in self.files:
            return importlib.util.spec_from_file_location(name, self.files[name])

def install(sources, installed, path=None):
    sys.meta_path.insert(0, ScikitBuildRedirectingFinder(sources, installed))
"""

MESON_PYTHON = """
import importlib.machinery as machinery
import json
import os
import sys

LOADERS = [
    *((machinery.ExtensionFileLoader, suffix) for suffix in machinery.EXTENSION_SUFFIXES),
    *((machinery.SourceFileLoader, suffix) for suffix in machinery.SOURCE_SUFFIXES),
    *((machinery.SourcelessFileLoader, suffix) for suffix in machinery.BYTECODE_SUFFIXES),
]

class MesonpyMetaFinder:
    def __init__(self, names, folder, command):
        self.names = names
        self.files = {}
        with open(os.path.join(folder, "meson-info", "intro-install_plan.json")) as file:
            for group in json.load(file).values():
                for place, target in group.items():
                    root, _, path = target["destination"].partition("/")
                    if root in ("{py_platlib}", "{py_purelib}"):
                        self.files[path] = place

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in self.names:
            return None
        place = name.replace(".", "/")
        here = [__file__ + "/" + name]
        is_folder = any(file.startswith(place + "/") for file in self.files)
        for loader, suffix in LOADERS if is_folder else ():
            if place + "/__init__" + suffix in self.files:
                return self.spec(name, loader, self.files[place + "/__init__" + suffix], here)
        for loader, suffix in LOADERS:
            if place + suffix in self.files:
                return self.spec(name, loader, self.files[place + suffix], None)
        return self.spec(name, None, None, here) if is_folder else None

    def spec(self, name, loader, path, locations):
        spec = machinery.ModuleSpec(name, loader and loader(name, path), origin=path)
        spec.submodule_search_locations = locations
        return spec

    def _path_hook(self, path):
        raise ImportError
"""

MESON_END = """
def init():
    finder = MesonpyMetaFinder(
        {names!r},
        {folder!r},
        {command!r},
    )
    sys.meta_path.insert(0, finder)
    sys.path_hooks.insert(0, finder._path_hook)
"""

_FIRST = "import sys, types, os;"
_PLACE = "p = os.path.join({root}, *{parts!r});"
_SITE = "sys._getframe(1).f_locals['sitedir']"
_SET = "sys.modules.setdefault('{name}', "
_SPEC = (
    _SET
    + "importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec("
    + "'{name}', [os.path.dirname(p)])));"
)
_BARE = _SET + "types.ModuleType('{name}'));"
_PATH = "mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)"
_PARENT = ";m and setattr(sys.modules['{parent}'], '{child}', m)"
NAMESPACE_LINES = {
    "today": _FIRST
    + _PLACE
    + "importlib = __import__('importlib.util');__import__('importlib.machinery');m = "
    + _SPEC
    + "m = m or "
    + _BARE
    + _PATH,
    "with a test of the version": _FIRST
    + "has_mfs = sys.version_info > (3, 5);"
    + _PLACE
    + "importlib = has_mfs and __import__('importlib.util');has_mfs and __import__('importlib.machinery');"
    + "m = has_mfs and "
    + _SPEC
    + "m = m or "
    + _BARE
    + _PATH,
    "without a spec": _FIRST
    + _PLACE
    + "ie = os.path.exists(os.path.join(p,'__init__.py'));m = not ie and "
    + _BARE
    + _PATH,
}


def namespace_line(form: str, name: str, root: str | None = None) -> str:
    """Return the line that creates a namespace package, as setuptools has written it."""
    parent, _, child = name.rpartition(".")
    line = NAMESPACE_LINES[form] + (_PARENT if parent else "")
    place = _SITE if root is None else repr(root)
    return line.format(name=name, root=place, parts=tuple(name.split(".")), parent=parent, child=child)
