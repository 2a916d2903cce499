"""What can be imported, whose it is, and the names of a file: each held against the interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from dovetail.environment.editable.finder import HookFinder, Manner
from dovetail.environment.entry import PathEntry, Provenance, StartUpCode
from dovetail.environment.environment import Flags
from dovetail.environment.installation import from_venv
from dovetail.environment.tables import from_version
from dovetail.modules.inventory import modules
from dovetail.modules.names import names_of
from dovetail.modules.owner import OwnerKind, Owners
from dovetail.modules.resolve import Resolver, resolve
from dovetail.modules.suggestion import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dovetail.environment.environment import Environment


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., Environment]:
    """Make files, and an environment that searches the folders one and two and the archive x.zip."""

    def made(*names: str, **texts: str) -> Environment:
        for name in (*names, *texts):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(texts.get(name, ""))
        entries = (PathEntry(str(tmp_path / n), Provenance.SITE_PACKAGES) for n in ("one", "two", "x.zip"))
        return from_version((3, 13), "linux")._replace(search_path=tuple(entries), folder=str(tmp_path))

    return made


def below(environment: Environment) -> list[str]:
    """Return the names of modules that are not those of the tables."""
    own = {module.name for module in modules(environment._replace(search_path=()))}
    return [module.name for module in modules(environment) if module.name not in own]


def test_all_modules_in_order(world: Any, tmp_path: Path) -> None:
    environment = world(
        *(
            "one/b/__init__.py",
            "one/b/z.py",
            "one/b/a/__init__.pyc",
            "one/b/__main__.py",
            "one/a.py",
            "two/a.py",
        ),
        *("one/b.c.py", "one/not-a-name.py", "one/n/deep/m.abi3.so", "two/n/other.py", "two/b/hidden.py"),
        *(
            "one/__pycache__/a.cpython-313.pyc",
            "one/shop-1.dist-info/x.py",
            "one/data/notes.txt",
            "two/a.pyi",
        ),
        *("one/venv/pyvenv.cfg", "one/venv/a.py", "one/class.py"),
    )
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name in ("z/__init__.py", "z/in.py", "a.py", "y.pyc"):
            archive.writestr(name, "")
    expected = "a b b.__main__ b.a b.z class n n.deep n.deep.m n.other y z z.in"
    assert below(environment) == expected.split()


def test_what_is_said_of_each(world: Any) -> None:
    environment = world("one/b/__init__.py", "one/b/z.py")
    found = {module.name: module for module in modules(environment)}
    package = found["b"]
    assert (package.kind, package.is_package) == ("regular package", True)
    assert package.owner.kind is OwnerKind.NOBODY
    assert found["sys"].owner.kind is OwnerKind.STANDARD_LIBRARY
    assert (found["b.z"].kind, found["b.z"].is_package) == ("source", False)
    assert [module.name for module in modules(environment, below="b")] == ["b", "b.z"]
    assert list(modules(environment, below="nowhere")) == []


def test_links_that_lead_round(world: Any, tmp_path: Path) -> None:
    environment = world("one/p/__init__.py", "one/p/a.py", "one/n/a.py")
    (tmp_path / "one/p/again").symlink_to("..")
    (tmp_path / "one/p/same").symlink_to(".")
    (tmp_path / "one/n/again").symlink_to("../n")
    # A link is a package of its own name; none is followed into a folder around it a second time.
    right = "n n.a p p.a p.again p.again.n p.again.n.a p.again.p p.same"
    assert below(environment) == right.split()
    resolver = Resolver(environment)
    assert all(resolver.resolve(f"{name}.a").found for name in ("p.again.p", "p.same", "p.again.p.again.p"))


def test_a_path_that_a_body_changes_is_followed(world: Any) -> None:
    text = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)"
    environment = world("two/p/a.py", "two/p/b/c.py", **{"one/p/__init__.py": text})
    assert below(environment) == ["p", "p.a", "p.b", "p.b.c"]


def test_the_standard_library_is_what_pkgutil_lists() -> None:
    environment = from_venv(sys.executable, flags=Flags(isolated=True))
    found = {module.name: module for module in modules(environment, below="xml")}
    walk = "[m.name for m in pkgutil.walk_packages(xml.__path__, 'xml.')]"
    program = f"import pkgutil, xml, json; print(json.dumps({walk}))"
    said = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True)
    assert list(found)[1:] == sorted(json.loads(said.stdout), key=lambda name: name.split("."))
    assert {module.owner.kind for module in found.values()} == {OwnerKind.STANDARD_LIBRARY}


def test_owners_in_the_environment_of_these_tests() -> None:
    environment = from_venv(sys.prefix, flags=Flags(isolated=True))
    resolver, owners = Resolver(environment), Owners(environment)
    for name, owner in (("pytest", "pytest"), ("_pytest.fixtures", "pytest"), ("jsonschema", "jsonschema")):
        (distribution,) = owners.of(resolver.resolve(name)).distributions
        assert distribution.name == owner
        assert distribution.folder == sysconfig.get_path("purelib")
    for name in ("os", "sys", "zipimport", "os.path", "json.decoder", "_json"):
        assert owners.of(resolver.resolve(name)).kind is OwnerKind.STANDARD_LIBRARY
    assert owners.of(resolver.resolve("nowhere")).kind is OwnerKind.NOBODY


def record(folder: Path, name: str, *files: str, **more: str) -> None:
    """Write the metadata of a distribution."""
    metadata = folder / f"{name.replace(chr(45), chr(95))}-1.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Name: {name}\nVersion: 1\n")
    (metadata / "RECORD").write_text("".join(f"{file},,\n" for file in files))
    for file, text in more.items():
        (metadata / file.replace("_json", ".json")).write_text(text)


def test_several_owners(world: Any, tmp_path: Path) -> None:
    environment = world("one/n/a.py", "one/n/b.py", "two/n/c.py", "two/n/own.py", "one/p/__init__.py")
    record(tmp_path / "one", "first", "n/a.py", "p/__init__.py")
    record(tmp_path / "one", "second", "n/b.py", "p/__init__.py")
    record(tmp_path / "two", "third", "n/c.py")
    for fresh in (False, True):
        owners = Owners(environment)
        for name, right in {
            "n": "first 1 and second 1 and third 1",
            "n.a": "first 1",
            "n.own": "no distribution",
            "p": "first 1 and second 1",
        }.items():
            owners = Owners(environment) if fresh else owners
            assert str(owners.of(resolve(name, environment))) == right


def test_the_owner_of_an_editable_install(world: Any, tmp_path: Path) -> None:
    environment = world("two/a.py", "two/n/b.py")
    url = json.dumps({"url": (tmp_path / "two").as_uri(), "dir_info": {"editable": True}})
    record(tmp_path / "one", "mine", "__editable__.mine.pth", direct_url_json=url)
    entries = (environment.search_path[0], environment.search_path[1]._replace(provenance=Provenance.PTH))
    environment = environment._replace(search_path=entries)
    owners = Owners(environment)
    for name in ("a", "n", "n.b"):
        owner = owners.of(resolve(name, environment))
        assert (owner.kind, str(owner)) == (OwnerKind.EDITABLE, "mine 1")


def asked_origin(tmp_path: Path, name: str) -> str | None:
    """Return the origin that the interpreter finds for a name, with the folders of ``world`` first."""
    program = (
        "import sys, importlib.util; sys.path[:0] = sys.argv[2:]; s = importlib.util.find_spec(sys.argv[1]);"
        "print(s.origin if s else '')"
    )
    command = [
        sys.executable,
        "-I",
        "-c",
        program,
        name,
        *(str(tmp_path / n) for n in ("one", "two", "x.zip")),
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return said.stdout.strip() or None


@pytest.mark.parametrize(
    ("file", "here", "elsewhere"),
    [
        ("one/a.py", ["a"], {}),
        ("one/p/__init__.py", ["p", "p.__init__"], {}),
        ("one/p/q/b.py", ["p.q.b"], {}),
        ("two/a.py", [], {"a": "hidden by {root}/one/a.py"}),
        ("two/p/c.py", [], {"p.c": "`p` has no submodule of that name"}),
        ("two/n/d.py", ["n.d"], {}),
        ("one/not-so.py", ["not-so"], {}),
        ("one/in.py", ["in"], {}),
        ("one/a.b.py", [], {}),
        ("one/x.abi3.so", ["x"], {}),
        ("x.zip/z/in.py", ["z.in"], {}),
        ("one/notes.txt", [], {}),
        ("elsewhere/a.py", [], {}),
        ("one/sys.py", [], {"sys": "hidden by built-in"}),
    ],
)
def test_names_of_a_file(
    file: str, here: list[str], elsewhere: dict[str, str], world: Any, tmp_path: Path
) -> None:
    environment = world(
        *("one/a.py", "two/a.py", "one/p/__init__.py", "one/p/q/b.py", "two/p/c.py", "two/n/d.py"),
        *("one/not-so.py", "one/in.py", "one/a.b.py", "one/x.abi3.so", "one/notes.txt", "one/sys.py"),
    )
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("z/__init__.py", "")
        archive.writestr("z/in.py", "")
    names = names_of(str(tmp_path / file), environment)
    assert [name.name for name in names if name.leads_here] == here
    assert {name.name: name.reason for name in names if not name.leads_here} == {
        name: reason.format(root=tmp_path) for name, reason in elsewhere.items()
    }
    spelled = [name for name in names if name.leads_here and not name.reason]
    assert all(name.name in ("not-so", "in", "z.in") or name in spelled for name in names if name.leads_here)
    for name in here:
        if not file.endswith(".so"):  # that of another Python
            assert asked_origin(tmp_path, name) == str(tmp_path / file)
    for name in elsewhere:
        assert asked_origin(tmp_path, name) != str(tmp_path / file)


def test_a_file_under_several_names(world: Any, tmp_path: Path) -> None:
    environment = world("one/p/__init__.py", "one/p/a.py")
    entry = PathEntry(str(tmp_path / "one" / "p"), Provenance.PTH)
    environment = environment._replace(search_path=(*environment.search_path, entry))
    names = names_of(str(tmp_path / "one" / "p" / "a.py"), environment)
    assert [(name.name, name.leads_here) for name in names] == [("p.a", True), ("a", True)]
    relative = names_of(os.path.join("one", "..", "one", "p", "a.py"), environment)
    assert [name.name for name in relative] == ["p.a", "a"]


def test_what_an_editable_install_maps_is_a_candidate(world: Any, tmp_path: Path) -> None:
    mapping = (("shop", str(tmp_path / "lib" / "shop")), ("single", str(tmp_path / "lib" / "single")))
    environment = world("lib/shop/__init__.py", "lib/shop/a.py", "lib/single.py")
    top = ("shop", "single")
    finder = HookFinder("setuptools", Manner.FOLDERS, "x.py", first=False, mapping=mapping, top_level=top)
    code = StartUpCode("x.pth", 1, "import x", names=(), finder=finder)
    environment = environment._replace(start_up_code=(code,))
    assert {"shop", "single"} <= set(Resolver(environment).names_below())
    for file, wanted in (("shop/a.py", "shop.a"), ("shop/__init__.py", "shop"), ("single.py", "single")):
        path = str(tmp_path / "lib" / file)
        names = {name.name: name for name in names_of(path, environment)}
        assert names[wanted].leads_here


def test_what_may_help(world: Any, tmp_path: Path) -> None:
    environment = world("one/shopping.py", "one/p/__init__.py", "one/p/orders.py", "one/yaml_of_another.py")
    record(tmp_path / "one", "Py-Shopping", "shopping.py")
    record(tmp_path / "one", "PyYAML", "gone.py")
    resolver, owners = Resolver(environment), Owners(environment)

    def helped(name: str) -> Any:
        return suggestion(resolver.resolve(name), resolver, owners)

    assert [(name, str(owner)) for name, owner in helped("shoping").similar] == [
        ("shopping", "Py-Shopping 1")
    ]
    assert [name for name, _ in helped("Shopping").similar] == ["shopping"]
    assert [name for name, _ in helped("p.ordesr.deep").similar] == ["p.orders"]
    same = helped("py_shopping")
    assert (str(same.same_name), same.provides) == ("Py-Shopping 1", ("shopping",))
    assert (helped("cv2.data").provider, helped("cv2.data").installed) == ("opencv-python", None)
    assert str(helped("yaml").installed) == "PyYAML 1"
    assert helped("p.yaml").provider is None
    assert helped("nothing_like_it") == ((), None, (), None, None)
