"""Code that .pth files run, decoded from its text: what it changes is what CPython finds then."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from asking import asked, differences
from hook_texts import NAMESPACE_LINES, SCIKIT_BUILD, namespace_line
from planted_hooks import editables_hook, meson_hook, plant, setuptools_hook

from dovetail.environment.document import from_json, to_json
from dovetail.environment.entry import ProblemKind, Provenance
from dovetail.environment.installation import from_venv
from dovetail.environment.interpreter import from_interpreter
from dovetail.environment.site_folders import SearchPath
from dovetail.modules.resolution import Confidence, Found
from dovetail.modules.resolve import Resolver

if TYPE_CHECKING:
    from pathlib import Path

    from dovetail.environment.environment import Environment

NAMES = [
    *("pkg", "pkg.mod", "pkg.sub", "pkg.sub.deep", "pkg.bare", "pkg.bare.leaf", "pkg.nowhere", "pkg.far"),
    *("pkg.far.mod", "pkg.ext", "pkg.other", "single", "single.x", "dotted", "other", "other.mod", "space"),
    *("space.inner", "space.inner.mod", "space.nowhere", "gone", "gone.x", "pk", "pkgs"),
]


def opened(venv: Path, folder: Path) -> Environment:
    folder.mkdir(exist_ok=True)
    return from_venv(str(venv), folder=str(folder)).for_command(str(folder))


def agree(venv: Path, folder: Path, names: list[str]) -> Environment:
    """Compare with the interpreter, and return the environment."""
    environment = opened(venv, folder)
    right = asked(venv, folder, names)
    assert differences(environment, right) == {}
    assert differences(from_json(to_json(environment)), right) == {}
    assert any(right.values())
    return environment


def test_setuptools(venv: Path, site: Path, code: Path, tmp_path: Path) -> None:
    setuptools_hook(site, code)
    environment = agree(venv, tmp_path / "here", NAMES)
    (finder,) = (line.finder for line in environment.start_up_code)
    assert finder
    assert (finder.backend, finder.first, finder.distribution) == ("setuptools", False, None)
    answer = Resolver(environment).resolve("pkg")
    assert answer.confidence is Confidence.ASSUMED
    assert "of no release that dovetail knows" in answer.reason
    assert answer.trace[-1].reason == f"maps `pkg` to {code}/src/pkg"
    broken = [p.message for p in environment.problems if p.kind is ProblemKind.BROKEN_EDITABLE]
    assert broken == [f"`gone` is mapped to {code}/gone, which does not exist"]


def test_what_stands_in_its_way(venv: Path, site: Path, code: Path, tmp_path: Path) -> None:
    setuptools_hook(site, code)
    plant(tmp_path / "here", {"pkg/README": "", "single.py": "", "space/more.py": ""})
    environment = agree(venv, tmp_path / "here", [*NAMES, "space.more"])
    answer = Resolver(environment).resolve("pkg")
    assert (answer.kind, answer.next and answer.next.path) == (
        Found.NAMESPACE_PACKAGE,
        str(code / "src/pkg/__init__.py"),
    )


def test_editables(venv: Path, site: Path, code: Path, tmp_path: Path) -> None:
    editables_hook(site, "_editable_impl_a", "pkg", code / "src/pkg/__init__.py")
    editables_hook(site, "_editable_impl_b", "single", code / "src/single.py")
    editables_hook(site, "_editable_impl_c", "other", code / "nowhere.py")
    editables_hook(site, "_editable_impl_d", "dotted", code / "nowhere.txt")
    environment = agree(venv, tmp_path / "here", NAMES)
    messages = [p.message for p in environment.problems if p.kind is ProblemKind.BROKEN_EDITABLE]
    assert [message.partition(" ")[0] for message in messages] == ["`other`", "`dotted`"]


def test_the_order_of_finders(venv: Path, site: Path, code: Path, tmp_path: Path) -> None:
    far = code / "far/__init__.py"
    editables_hook(site, "_a", "first", far)
    setuptools_hook(site, code, "b", mapping={"pkg": str(code / "src/pkg")}, namespaces={})
    editables_hook(site, "_c", "pkg", far)
    editables_hook(site, "_d", "pkg", code / "src/single.py")
    for name, path in (("e", far), ("f", code / "src/single.py")):
        (site / f"_{name}_editable.py").write_text(
            f"{SCIKIT_BUILD}\n\ninstall({{'both': {str(path)!r}}}, {{}})\n"
        )
        (site / f"_{name}_editable.pth").write_text(f"import _{name}_editable\n")
    (site / "both.py").write_text("")
    agree(venv, tmp_path / "here", ["pkg", "pkg.mod", "first", "both", "both.mod"])


def test_scikit_build_core(venv: Path, site: Path, code: Path, tmp_path: Path) -> None:
    sources = {
        name.removesuffix(".__init__"): f"{code}/src/{name.replace('.', '/')}.py"
        for name in (
            "pkg.__init__",
            "pkg.mod",
            "pkg.sub.__init__",
            "single",
        )
    }
    installed = {"pkg.ext": "pkg/ext.so", "pkg.far": "far/__init__.py"}
    (site / "_x_editable.py").write_text(f"{SCIKIT_BUILD}\n\ninstall({sources!r}, {installed!r}, None)\n")
    (site / "_x_editable.pth").write_text(f"import _x_editable\n{code}\n")
    environment = agree(venv, tmp_path / "here", NAMES)
    assert Resolver(environment).resolve("pkg.ext").kind is Found.EXTENSION
    assert environment.search_path[-1].path == str(code)


def test_meson_python(venv: Path, site: Path, code: Path, tmp_path: Path) -> None:
    meson_hook(site, code)
    plant(site, {"single.py": "", "pkg/__init__.py": ""})
    environment = agree(venv, tmp_path / "here", [*NAMES, "pkg.__init__"])
    answer = Resolver(environment).resolve("single")
    assert answer.next
    assert answer.next.path == str(site / "single.py")


_HOOK = "__editable___x_finder"
MISSING = {
    f"import {_HOOK}; {_HOOK}.install()": f"there is no module `{_HOOK}`",
    "import _editable_impl_x": "there is no module `_editable_impl_x`",
    "import _x_editable_loader": "there is no module `_x_editable_loader`",
    namespace_line("today", "gone"): "gone does not exist",
}


@pytest.mark.parametrize("line", MISSING, ids=["setuptools", "editables", "meson-python", "namespace"])
def test_a_line_that_fails_ends_its_file(line: str, venv: Path, site: Path, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (site / name).mkdir()
    (site / "a.pth").write_text(f"one\n{line}\ntwo\n")
    (site / "b.pth").write_text("three\n")
    environment = opened(venv, tmp_path / "here")
    command = [str(venv / "bin" / "python"), "-c", "import sys, json; print(json.dumps(sys.path))"]
    result = subprocess.run(command, cwd=tmp_path / "here", env={}, capture_output=True, check=True)
    assert [entry.path for entry in environment.search_path] == json.loads(result.stdout)
    assert b"Error processing line 2" in result.stderr
    (problem,) = environment.problems
    assert (problem.kind, problem.line) == (ProblemKind.PTH_FAILS, 2)
    assert MISSING[line] in problem.message


TREES = {
    "one folder": ("site/ns/a.py", "ns"),
    "two folders": ("site/ns/a.py here/ns/b.py", "ns"),
    "a package": ("site/ns/__init__.py site/ns/a.py here/ns/b.py", "ns"),
    "a package elsewhere": ("site/ns/a.py here/ns/__init__.py here/ns/b.py", "ns"),
    "a module elsewhere": ("site/ns/a.py here/ns.py", "ns"),
    "nested": ("site/ns/deep/a.py site/ns/b.py here/ns/deep/b.py", "ns ns.deep"),
    "another root": ("root/ns/a.py here/ns/b.py", "ns"),
    "twice": ("site/ns/a.py root/ns/b.py", "ns ns"),
}


@pytest.mark.parametrize("which", TREES)
@pytest.mark.parametrize("form", NAMESPACE_LINES)
def test_namespace_lines(form: str, which: str, venv: Path, site: Path, tmp_path: Path) -> None:
    files, names = TREES[which]
    places = {"site": site, "here": tmp_path / "here", "root": tmp_path / "root"}
    for file in files.split():
        place, _, rest = file.partition("/")
        plant(places[place], {rest: ""})
    (tmp_path / "here").mkdir(exist_ok=True)
    roots = {"another root": [str(tmp_path / "root")], "twice": [None, str(tmp_path / "root")]}.get(which)
    roots = roots or [None] * len(names.split())
    lines = [namespace_line(form, name, root) for name, root in zip(names.split(), roots, strict=True)]
    (site / "x-nspkg.pth").write_text("".join(f"{line}\n" for line in lines))
    environment = opened(venv, tmp_path / "here")
    children = ["ns.a", "ns.b", "ns.deep.a", "ns.deep.b", "ns.nowhere"]
    # A module without a spec can be imported, and importlib.util.find_spec raises ValueError.
    asks = children if form == "without a spec" else [*names.split(), *children]
    assert differences(environment, asked(venv, tmp_path / "here", asks)) == {}
    assert from_json(to_json(environment)) == environment
    assert {p.kind for p in environment.problems} == {ProblemKind.PTH_RUNS_KNOWN_CODE}


def test_a_line_that_differs_is_not_known(one_venv: Path, one_site: Path) -> None:
    (one_site / "ns").mkdir()
    for line in (
        namespace_line("today", "ns") + ";print()",
        namespace_line("today", "ns").replace("'ns',)", "'other',)"),
        namespace_line("today", "ns").replace("sys.modules.setdefault", "print"),
    ):
        (one_site / "x-nspkg.pth").write_text(f"{line}\n")
        environment = from_venv(str(one_venv))
        assert [code.names for code in environment.start_up_code] == [None]
        assert "ns" not in environment.loaded


def test_whose_install_it_is(one_venv: Path, one_site: Path, code: Path) -> None:
    setuptools_hook(one_site, code)
    (one_site / "y.pth").write_text(f"{code}/src\nnowhere\n")
    plant(
        one_site,
        {
            "Proj_X-1.dist-info/direct_url.json": '{"url": "file:///x", "dir_info": {"editable": true}}',
            "Proj_X-1.dist-info/RECORD": "__editable__.x.pth,,\nProj_X-1.dist-info/RECORD,,\n",
            "Proj_X-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: Proj-X\n\nName: body\n",
            "y-1.dist-info/direct_url.json": '{"url": "file:///y", "dir_info": {"editable": true}}',
            "y-1.dist-info/RECORD": '"y.pth",,\n',
            "z-1.dist-info/direct_url.json": '{"url": "file:///z", "dir_info": {}}',
            "z-1.dist-info/RECORD": "y.pth,,\n__editable__.x.pth,,\n",
            "bad-1.dist-info/direct_url.json": "[" * 9999,
            "odd-1.dist-info/direct_url.json": "[]",
        },
    )
    environment = from_venv(str(one_venv))
    (finder,) = (line.finder for line in environment.start_up_code)
    assert finder
    assert finder.distribution == "Proj-X"
    named = {e.path: e.distribution for e in environment.search_path if e.provenance is Provenance.EDITABLE}
    assert named == {str(code / "src"): "y", "x.__path_hook__": "Proj-X"}
    messages = [p.message for p in environment.problems if p.kind is ProblemKind.BROKEN_EDITABLE]
    assert f"{one_site}/nowhere does not exist" in messages
    answer = Resolver(environment).resolve("single")
    assert str(answer.trace[-1].entry) == f"{one_site}/y.pth:1 (editable install of y)"


def test_what_a_hook_may_have_imported(one_venv: Path, one_site: Path, code: Path, tmp_path: Path) -> None:
    setuptools_hook(one_site, code)
    plant(tmp_path / "here", {"statistics.py": "", "mine.py": ""})
    resolver = Resolver(opened(one_venv, tmp_path / "here"))
    answer = resolver.resolve("statistics")
    assert (answer.origin, answer.confidence) == (
        os.fspath(tmp_path / "here/statistics.py"),
        Confidence.UNKNOWN,
    )
    assert "may have imported `statistics` of the standard library before" in answer.reason
    assert resolver.resolve("mine").confidence is Confidence.EXACT


def test_an_interpreter_that_is_asked_knows_the_same_finders(venv: Path, site: Path, code: Path) -> None:
    setuptools_hook(site, code)
    editables_hook(site, "_editable_impl_a", "single", code / "src/single.py")
    meson_hook(site, code)
    executable = str(venv / "bin" / "python")
    known = from_interpreter(executable, variables={}).start_up_code
    assert known == from_venv(str(venv)).start_up_code
    assert [line.finder.backend for line in known if line.finder] == [
        "setuptools",
        "editables",
        "meson-python",
    ]
    plant(site, {"foreign.py": "import sys\nsys.meta_path.append(type('F', (), {'find_spec': None}))\n"})
    (site / "foreign.pth").write_text("import foreign\n")
    lines = from_interpreter(executable, variables={}).start_up_code
    assert [line.text for line in lines if line.finder is None and line.names is None] == ["import foreign"]


def test_what_a_line_has_made_is_not_run(one_venv: Path, one_site: Path) -> None:
    plant(one_site, {"ns/__init__.py": "__path__ = __import__('x').y(__path__)", "ns/a.py": ""})
    assert Resolver(from_venv(str(one_venv))).resolve("ns.a").confidence is Confidence.UNKNOWN
    (one_site / "x-nspkg.pth").write_text(namespace_line("today", "ns"))
    answer = Resolver(from_venv(str(one_venv))).resolve("ns.a")
    assert (answer.origin, answer.confidence) == (str(one_site / "ns/a.py"), Confidence.EXACT)


VIRTUALENV = """
_DISTUTILS_PATCH = "distutils.dist", "setuptools.dist"
class Finder:
    fullname = None
    def find_spec(self, fullname, path, target=None):
        if fullname in _DISTUTILS_PATCH and self.fullname is None:
            return other(fullname)
"""


def test_an_entry_point_of_a_start_file(tmp_path: Path) -> None:
    # PEP 829. No interpreter that can be asked has it: this holds what the text says.
    file = tmp_path / "far.py"
    hook = f"{SCIKIT_BUILD}\n\ndef entrypoint() -> None:\n    install({{'far': {str(file)!r}}}, {{}})\n"
    plant(
        tmp_path,
        {"far.py": "", "_editable_skbc_x.py": hook, "x.start": "\ufeff# all\n_editable_skbc_x:entrypoint"},
    )
    made = SearchPath((3, 15))
    made.add(str(tmp_path), Provenance.SITE_PACKAGES)
    (code,) = made.code
    assert code.finder
    assert (code.line, code.finder.mapping) == (2, (("far", str(file)),))
    made = SearchPath((3, 14))
    made.add(str(tmp_path), Provenance.SITE_PACKAGES)
    assert made.code == []


def test_virtualenv(one_venv: Path, one_site: Path) -> None:
    plant(one_site, {"_virtualenv.py": VIRTUALENV, "_virtualenv.pth": "import _virtualenv", "a.py": ""})
    plant(one_site, {"setuptools/dist.py": ""})
    resolver = Resolver(from_venv(str(one_venv)))
    assert resolver.resolve("a").confidence is Confidence.EXACT
    assert resolver.resolve("nowhere").confidence is Confidence.EXACT
    assert resolver.resolve("setuptools").confidence is Confidence.UNKNOWN
    plant(one_site, {"_virtualenv.py": VIRTUALENV.replace("self.fullname is None", "True")})
    assert Resolver(from_venv(str(one_venv))).resolve("nowhere").confidence is Confidence.UNKNOWN
