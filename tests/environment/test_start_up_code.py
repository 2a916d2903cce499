"""Code that .pth files run, decoded from its text: what it changes is what CPython finds then."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from asking import asked, differences
from hook_texts import (
    EDITABLES,
    MESON_END,
    MESON_PYTHON,
    NAMESPACE_LINES,
    REDIRECTOR,
    SCIKIT_BUILD,
    SETUPTOOLS,
    namespace_line,
)

from dovetail.environment.document import from_json, to_json
from dovetail.environment.entry import ProblemKind, Provenance
from dovetail.environment.installation import from_venv
from dovetail.environment.interpreter import from_interpreter
from dovetail.modules.resolution import Confidence, Found
from dovetail.modules.resolve import Resolver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dovetail.environment.environment import Environment


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "venv"
    subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder


@pytest.fixture
def one_venv(template: Path, tmp_path: Path) -> Path:
    """A virtual environment of the Python that runs the tests: for what is read and never asked."""
    return Path(shutil.copytree(template, tmp_path / "one", symlinks=True))


@pytest.fixture
def one_site(one_venv: Path) -> Path:
    (found,) = one_venv.glob("lib/python3.*/site-packages")
    return found


def plant(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


FILES = [
    *("src/pkg/__init__.py", "src/pkg/mod.py", "src/pkg/sub/__init__.py", "src/pkg/sub/deep.py"),
    *("src/pkg/bare/leaf.py", "src/single.py", "src/dotted.name.py", "src/other/mod.py", "build/ext.so"),
    *("src/space/inner/__init__.py", "src/space/inner/mod.py", "far/__init__.py", "far/mod.py"),
]


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A folder with packages and modules that no search path has."""
    plant(tmp_path / "code", dict.fromkeys(FILES, ""))
    return tmp_path / "code"


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


def setuptools_hook(site: Path, code: Path, name: str = "x", **more: Any) -> None:
    mapping = {
        "pkg": "src/pkg",
        "pkg.far": "far",
        "single": "src/single",
        "other": "src/other",
        "gone": "gone",
    }
    mapping |= {"dotted": "src/dotted.name", "space": "src/space"}
    paths = {key: str(code / path) for key, path in mapping.items()}
    values = {"mapping": paths, "namespaces": {"space": [str(code / "src/space")], "other": []}, "name": name}
    hook = f"__editable___{name}_finder"
    (site / f"{hook}.py").write_text(SETUPTOOLS.format(**{**values, **more}))
    (site / f"__editable__.{name}.pth").write_text(f"import {hook}; {hook}.install()")


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


def editables_hook(site: Path, hook: str, name: str, path: Path) -> None:
    plant(site, {"editables/__init__.py": "", "editables/redirector.py": REDIRECTOR})
    (site / f"{hook}.py").write_text(EDITABLES.format(name=name, path=str(path)))
    (site / f"{hook}.pth").write_text(f"import {hook}\n")


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


def meson_hook(site: Path, code: Path) -> Path:
    """Install a project as meson-python does, and return its install plan."""
    plan = {
        "targets": {f"{code}/build/ext.so": {"destination": "{py_platlib}/pkg/ext.so"}},
        "python": {
            f"{code}/src/{name}.py": {"destination": f"{{py_purelib}}/{name}.py"}
            for name in (
                "pkg/__init__",
                "pkg/mod",
                "pkg/sub/__init__",
                "pkg/bare/leaf",
                "single",
                "other/mod",
            )
        },
        "data": {f"{code}/src/single.py": {"destination": "{datadir}/x.py"}},
    }
    file = code / "build" / "meson-info" / "intro-install_plan.json"
    plant(code, {"build/meson-info/intro-install_plan.json": json.dumps(plan)})
    end = MESON_END.format(names={"pkg", "single"}, folder=str(code / "build"), command=["ninja"])
    (site / "_x_editable_loader.py").write_text(MESON_PYTHON + end)
    (site / "x-editable.pth").write_text("import _x_editable_loader; _x_editable_loader.init()")
    return file


def test_meson_python(venv: Path, site: Path, code: Path, tmp_path: Path) -> None:
    meson_hook(site, code)
    plant(site, {"single.py": "", "pkg/__init__.py": ""})
    environment = agree(venv, tmp_path / "here", [*NAMES, "pkg.__init__"])
    answer = Resolver(environment).resolve("single")
    assert answer.next
    assert answer.next.path == str(site / "single.py")


PLANS: dict[str, Any] = {
    "nothing": "",
    "no object": "[]",
    "no groups": '{"python": []}',
    "no target": '{"python": {"/a": null}}',
    "no destination": '{"python": {"/a": {}}}',
    "a number": '{"python": {"/a": {"destination": 7}}}',
    "no exclusions": '{"install_subdirs": {"/": {"destination": "{py_platlib}", "exclude_dirs": 7}}}',
    "deep": "[" * 99_999,
    "bytes": b"\xff\0",
}


@pytest.mark.parametrize("which", PLANS)
def test_install_plans_that_are_none(which: str, one_venv: Path, one_site: Path, code: Path) -> None:
    plan = meson_hook(one_site, code)
    text = PLANS[which]
    plan.write_bytes(text if isinstance(text, bytes) else text.encode())
    environment = from_venv(str(one_venv))
    assert "is no install plan" in Resolver(environment).resolve("pkg.mod").reason
    assert not Resolver(environment).resolve("pkg").found
    assert any(p.kind is ProblemKind.BROKEN_EDITABLE for p in environment.problems)


def test_a_plan_that_names_a_whole_disk(
    one_venv: Path, one_site: Path, code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dovetail.environment.editable.meson_python._MOST_FILES", len(FILES) - 1)
    folders = {"install_subdirs": {str(code): {"destination": "{py_purelib}"}}}
    meson_hook(one_site, code).write_text(json.dumps(folders))
    assert "names too many files" in Resolver(from_venv(str(one_venv))).resolve("pkg").reason


def test_a_build_that_cannot_be_made_again(one_venv: Path, one_site: Path, code: Path) -> None:
    plan = meson_hook(one_site, code)
    hook = one_site / "_x_editable_loader.py"
    text = hook.read_text()
    hook.write_text(text.replace("['ninja']", "['/nowhere/ninja']"))
    assert "/nowhere/ninja" in Resolver(from_venv(str(one_venv))).resolve("pkg").reason
    hook.write_text(text)
    plan.unlink()
    assert "cannot be read" in Resolver(from_venv(str(one_venv))).resolve("pkg").reason
    shutil.rmtree(code / "build")
    assert "is gone" in Resolver(from_venv(str(one_venv))).resolve("pkg").reason


CANARY = "open({file!r}, 'w')"
_END = "NAMESPACES = {{}}\nPATH_PLACEHOLDER = 'x' + \".__path_hook__\"\n"
_EDITABLES = "from editables.redirector import RedirectingFinder as F\nF.install()\n"
_SCIKIT = "class ScikitBuildRedirectingFinder:\n\n"
LIES = {
    "empty": "",
    "no literal": "MAPPING = {canary}\n" + _END,
    "no string": "MAPPING = {{'x': {canary}}}\n" + _END,
    "twice": "MAPPING = {{}}\nMAPPING = {{'x': 'y'}}\n" + _END,
    "no placeholder": "MAPPING = {{'x': 'y'}}\nNAMESPACES = {{}}\nPATH_PLACEHOLDER = {canary}\n",
    "another finder": "MAPPING = {{}}\n" + _END + "{canary}\n",
    "no syntax": "MAPPING = {{'a':\n(((",
    "deep": "MAPPING = " + "[" * 50_000 + "\n" + _END,
    "no text": "\udcff",
    "nul": "MAPPING = {{'\0': '\0'}}\n" + _END,
    "large": "#" * ((1 << 23) + 1),
    "editables": _EDITABLES + "F.map_module({canary}, 'x')\n",
    "editables and more": _EDITABLES + "{canary}\n",
    "scikit": _SCIKIT + "install({canary}, {{}})\n",
    "scikit, one": _SCIKIT + "install({{}})\n",
    "scikit, numbers": _SCIKIT + "install({{1: 2}}, {{}})\n",
    "meson": "class MesonpyMetaFinder:\n\ninstall({canary}, 'x', [])\n",
    "meson, numbers": "class MesonpyMetaFinder:\n\ninstall({{1}}, 2, 3)\n",
}


@pytest.mark.parametrize("which", LIES)
@pytest.mark.parametrize("call", ["", "; hook.install()", "; hook.init()"])
def test_texts_that_are_no_hooks(
    which: str, call: str, one_venv: Path, one_site: Path, tmp_path: Path
) -> None:
    canary = tmp_path / "ran"
    text = LIES[which].format(canary=CANARY.format(file=str(canary)))
    (one_site / "hook.py").write_bytes(text.encode(errors="surrogateescape"))
    (one_site / "hook.pth").write_text(f"import hook{call}\n")
    plant(one_site, {"editables/redirector.py": REDIRECTOR})
    environment = from_venv(str(one_venv))
    (line,) = environment.start_up_code
    assert (line.finder, line.names) == (None, None)
    assert [problem.kind for problem in environment.problems] == [ProblemKind.PTH_RUNS_CODE]
    answer = Resolver(environment).resolve("x")
    assert (answer.found, answer.confidence) == (False, Confidence.UNKNOWN)
    assert f"{one_site}/hook.pth:1 runs code when Python starts" in answer.reason
    assert not canary.exists()


def test_odd_mappings_make_nothing_raise(one_venv: Path, one_site: Path, code: Path) -> None:
    mapping = {
        "": "",
        "a": "",
        "b": "/",
        "c": "\0",
        "d": "\ud800",
        "e": "relative",
        "f.": ".",
        ".g": "x" * 9999,
    }
    setuptools_hook(one_site, code, mapping=mapping, namespaces={"": [], "n": ["\0"], "m": []})
    environment = from_venv(str(one_venv))
    resolver = Resolver(environment)
    for name in ("a", "b", "b.x", "c", "c.x", "d", "e", "f.", "f..x", ".g", "n", "n.x", "m", "m.m", "\0", ""):
        assert resolver.resolve(name).name == name
    assert from_json(to_json(environment)) == environment


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


def test_virtualenv(one_venv: Path, one_site: Path) -> None:
    plant(one_site, {"_virtualenv.py": VIRTUALENV, "_virtualenv.pth": "import _virtualenv", "a.py": ""})
    plant(one_site, {"setuptools/dist.py": ""})
    resolver = Resolver(from_venv(str(one_venv)))
    assert resolver.resolve("a").confidence is Confidence.EXACT
    assert resolver.resolve("nowhere").confidence is Confidence.EXACT
    assert resolver.resolve("setuptools").confidence is Confidence.UNKNOWN
    plant(one_site, {"_virtualenv.py": VIRTUALENV.replace("self.fullname is None", "True")})
    assert Resolver(from_venv(str(one_venv))).resolve("nowhere").confidence is Confidence.UNKNOWN
