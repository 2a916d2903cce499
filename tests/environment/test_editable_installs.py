"""Editable installs of all kinds, made by the build backends: dovetail finds what CPython finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from asking import asked, differences
from editable_projects import NEWEST, PROJECTS, install, names_of

from dovetail.environment.document import from_json, to_json
from dovetail.environment.entry import ProblemKind, Provenance
from dovetail.environment.installation import from_venv
from dovetail.environment.interpreter import from_interpreter
from dovetail.modules.resolution import Confidence
from dovetail.modules.resolve import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All sixteen kinds, some in several forms, in one virtual environment."""
    folder = tmp_path_factory.mktemp("editable")
    install(folder / "venv", folder / "projects", PROJECTS, NEWEST)
    return folder


@pytest.mark.parametrize("where", ["elsewhere", "projects"])
def test_all_kinds(where: str, installed: Path) -> None:
    folder = installed / where  # in `projects`, each bare folder is in the way of the package of its name
    folder.mkdir(exist_ok=True)
    names = names_of(PROJECTS)
    right = asked(installed / "venv", folder, names)
    environment = from_venv(str(installed / "venv"), folder=str(folder)).for_command(str(folder))
    assert differences(environment, right) == {}
    found = [name for name, answer in right.items() if answer]
    assert len(found) > (7 if where == "elsewhere" else 5) * len(PROJECTS)
    assert all(right[project.imported(name)] for name, project in PROJECTS.items())
    kept = from_json(to_json(environment))
    assert kept == environment
    assert differences(kept, right) == {}


def test_the_answers_are_certain(installed: Path) -> None:
    resolver = Resolver(from_venv(str(installed / "venv")))
    for name in names_of(PROJECTS):
        answer = resolver.resolve(name)
        # The finder of meson-python builds before it answers.
        builds = name.partition(".")[0] == "mes"
        expected = Confidence.ASSUMED if builds else Confidence.EXACT
        assert answer.confidence is expected, (name, answer.reason)


def test_an_interpreter_that_is_asked_says_the_same(installed: Path) -> None:
    executable = installed / "venv" / "bin" / "python"
    environment = from_interpreter(str(executable), arguments=(), variables={}, folder=str(installed))
    read = from_venv(str(installed / "venv"), folder=str(installed)).for_command(str(installed))
    assert environment.search_path == read.search_path
    assert environment.start_up_code == read.start_up_code
    assert differences(environment, asked(installed / "venv", installed, names_of(PROJECTS))) == {}


def test_who_put_it_there(installed: Path) -> None:
    environment = from_venv(str(installed / "venv"))
    resolver = Resolver(environment)
    for name in PROJECTS:
        answer = resolver.resolve(PROJECTS[name].imported(name))
        entry = answer.trace[-1].entry
        assert entry
        assert (entry.provenance, entry.distribution) == (Provenance.EDITABLE, name)
        assert f"(editable install of {name})" in str(entry)
    kinds = {problem.kind for problem in environment.problems}
    assert kinds == {ProblemKind.PTH_RUNS_KNOWN_CODE}


def test_broken_installs_are_named(installed: Path) -> None:
    projects, away = installed / "projects", installed / "away"
    projects.rename(away)
    try:
        environment = from_venv(str(installed / "venv"), folder=str(installed))
        broken = {p.path for p in environment.problems if p.kind is ProblemKind.BROKEN_EDITABLE}
        assert len(broken) == len(PROJECTS)
        environment = environment.for_command(str(installed))
        right = asked(installed / "venv", installed, [name for name in PROJECTS if name != "mes"])
        assert differences(environment, right) == {}
        answer = Resolver(environment).resolve("mes")
        assert (answer.found, answer.confidence) == (False, Confidence.EXACT)
        assert "the search raises" in answer.reason
    finally:
        away.rename(projects)


SETUPTOOLS = tuple(name for name in PROJECTS if name.startswith("st_"))
HISTORY = {
    "setuptools 64": (SETUPTOOLS, {"setuptools": "64.0.0"}),
    "setuptools 65.1": (SETUPTOOLS, {"setuptools": "65.1.1"}),
    "setuptools 65.3": (SETUPTOOLS, {"setuptools": "65.3.0"}),
    "setuptools 68.0": (SETUPTOOLS, {"setuptools": "68.0.0"}),
    "setuptools 68.1": (SETUPTOOLS, {"setuptools": "68.1.0"}),
    "setuptools 69": (SETUPTOOLS, {"setuptools": "69.5.1"}),
    "setuptools 70": (SETUPTOOLS, {"setuptools": "70.0.0"}),
    "setuptools 75": (SETUPTOOLS, {"setuptools": "75.8.0"}),
    "editables 0.3": (
        ("ha_exact", "ha_pth", "pdm_exact"),
        {"hatchling": "1.10.0", "editables": "0.3", "pdm-backend": "2.1.0"},
    ),
    "editables 0.5": (
        ("ha_exact", "ha_pth", "pdm_exact"),
        {"hatchling": "1.24.0", "editables": "0.5", "pdm-backend": "2.3.0"},
    ),
    "scikit-build-core 0.5": (("skb",), {"scikit-build-core[pyproject]": "0.5.0"}),
    "scikit-build-core 0.6": (("skb",), {"scikit-build-core[pyproject]": "0.6.0"}),
    "scikit-build-core 0.8": (("skb",), {"scikit-build-core[pyproject]": "0.8.2"}),
    "scikit-build-core 0.11": (("skb",), {"scikit-build-core": "0.11.6"}),
    "scikit-build-core 1.0": (("skb",), {"scikit-build-core": "1.0.0"}),
    "scikit-build-core 1.0.3": (("skb",), {"scikit-build-core": "1.0.3"}),
    "meson-python 0.13": (("mes",), {"meson-python": "0.13.2", "pyproject-metadata": "0.7.1"}),
    "meson-python 0.15": (("mes",), {"meson-python": "0.15.0", "pyproject-metadata": "0.7.1"}),
    "meson-python 0.16": (("mes",), {"meson-python": "0.16.0", "pyproject-metadata": "0.7.1"}),
    "meson-python 0.18": (("mes",), {"meson-python": "0.18.0"}),
}


def history(names: Iterable[str], releases: dict[str, str], folder: Path) -> dict[str, tuple[Any, Any]]:
    """Return where dovetail and the interpreter differ over projects installed by the given releases."""
    install(folder / "venv", folder / "projects", names, releases)
    right = asked(folder / "venv", folder, names_of(names))
    assert all(right[PROJECTS[name].imported(name)] for name in names)
    environment = from_venv(str(folder / "venv"), folder=str(folder)).for_command(str(folder))
    for code in environment.start_up_code:
        assert code.names is not None, code.text
        assert code.finder is None or "no release" not in code.finder.doubt
    # Some releases of scikit-build-core make the order of a __path__ from a set.
    return differences(environment, right, ordered="skb" not in names)


@pytest.mark.corpus
@pytest.mark.parametrize("which", HISTORY)
def test_earlier_releases(which: str, tmp_path: Path) -> None:
    names, releases = HISTORY[which]
    assert history(names, dict(releases), tmp_path) == {}
