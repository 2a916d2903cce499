"""Reading archives: sound ones in every form, broken and hostile ones."""

import gzip
import hashlib
import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from dovetail.ship.archive import (
    Archive,
    ArchiveError,
    BombError,
    Form,
    Limits,
    MemberKind,
    open_archive,
)
from dovetail.ship.archive.unpack import is_safe, unpack
from dovetail.ship.verify import verify

METADATA = b"Metadata-Version: 2.4\nName: shop\nVersion: 1.0\n"


def wheel(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def sdist(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.fixture(params=Form)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    """The same distribution in each form."""
    form: Form = request.param
    if form is Form.SDIST:
        members = {
            "shop-1.0/shop/__init__.py": b"",
            "shop-1.0/tests/test_shop.py": b"",
            "shop-1.0/PKG-INFO": METADATA,
        }
        return open_archive(sdist(tmp_path / "shop-1.0.tar.gz", members))
    members = {"shop/__init__.py": b"", "shop-1.0.dist-info/METADATA": METADATA}
    path = wheel(tmp_path / "shop-1.0-py3-none-any.whl", members)
    if form is Form.TREE:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path / "tree")
        path = tmp_path / "tree"
    return open_archive(path)


def test_all_forms_answer_alike(shop: Archive) -> None:
    assert shop.project == "shop"
    assert shop.version == "1.0"
    assert shop.core_metadata() == METADATA
    assert shop.import_names() == ["shop"]
    assert shop.read(f"{shop.prefix}shop/__init__.py") == b""
    with pytest.raises(ArchiveError, match="has no file `shop"):
        shop.read("shop/gone.py")
    if shop.form is Form.TREE:
        with pytest.raises(ArchiveError, match="is a folder"):
            shop.digest()
    else:
        assert shop.digest("sha512") == hashlib.sha512(Path(shop.path).read_bytes()).hexdigest()
    shop.close()


def test_tags_are_those_of_the_name(tmp_path: Path) -> None:
    found = open_archive(wheel(tmp_path / "shop-1.0-1-cp311.cp312-cp311-linux_x86_64.whl", {"a.py": b""}))
    assert {str(tag) for tag in found.tags} == {"cp311-cp311-linux_x86_64", "cp312-cp311-linux_x86_64"}


def test_what_a_wheel_installs_elsewhere(tmp_path: Path) -> None:
    """Of ``.data`` only the libraries come on the search path."""
    data = "shop-1.0.data"
    members = {f"{data}/purelib/shop/__init__.py": b"", f"{data}/scripts/run.py": b"", "other.py": b""}
    with open_archive(wheel(tmp_path / "shop-1.0-py3-none-any.whl", members)) as found:
        assert found.import_names() == ["other", "shop"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("shop-1.0-py3-none-any.whl", b"", "is no zip archive"),
        ("shop-1.0-py3-none-any.whl", b"PK\x05\x06" + bytes(10), "is no zip archive"),
        ("shop-1.0.tar.gz", b"", "is no gzipped tar file"),
        ("shop-1.0.tar.gz", b"\x1f\x8bnothing", "is no gzipped tar file"),
        ("shop-1.0.tar.gz", gzip.compress(b"nothing" * 100), "is no gzipped tar file"),
        ("shop.whl", b"", "is no name of a wheel"),
        ("shop.tar.gz", b"", "is no name of an sdist"),
        ("shop.egg", b"", "neither a wheel nor an sdist"),
    ],
)
def test_what_is_no_archive(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ArchiveError, match=said) as caught:
        open_archive(tmp_path / name)
    assert caught.value.hint


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "shop-1.0-py3-none-any.whl")
    with pytest.raises(ArchiveError, match="no ordinary file"):
        open_archive(tmp_path / "shop-1.0-py3-none-any.whl")


@pytest.mark.parametrize("form", ["wheel", "sdist"])
@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_an_archive_that_ends_early_is_an_error(form: str, cut: float, tmp_path: Path) -> None:
    noise = hashlib.shake_256(b"noise").digest(100_000)
    members = {"shop-1.0/a.py": noise, "shop-1.0/b.py": noise, "shop-1.0/PKG-INFO": METADATA}
    path = (wheel if form == "wheel" else sdist)(
        tmp_path / ("shop-1.0-py3-none-any.whl" if form == "wheel" else "shop-1.0.tar.gz"), members
    )
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(ArchiveError):
        open_archive(path).read("shop-1.0/b.py")


def test_a_member_that_was_changed_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "shop-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("shop.py", "PRICE = 1234567")
    path.write_bytes(path.read_bytes().replace(b"1234567", b"7654321"))
    with open_archive(path) as found, pytest.raises(ArchiveError, match="is broken"):
        found.read("shop.py")


SMALL = Limits(members=20, member=1 << 20, total=1 << 22, ratio=50, free=1 << 18)


@pytest.mark.parametrize("form", ["wheel", "sdist"])
@pytest.mark.parametrize(
    "members",
    [
        {"shop-1.0/zeros.py": bytes(3 << 20)},
        {f"shop-1.0/{number}.py": bytes(1 << 18) for number in range(8)},
        {f"shop-1.0/{number}.py": b"" for number in range(30)},
    ],
    ids=["one member", "together", "too many"],
)
def test_bombs_are_not_unpacked(form: str, members: dict[str, bytes], tmp_path: Path) -> None:
    name = "shop-1.0-py3-none-any.whl" if form == "wheel" else "shop-1.0.tar.gz"
    path = (wheel if form == "wheel" else sdist)(tmp_path / name, members)
    with pytest.raises(BombError):
        _ = open_archive(path, SMALL).members


def test_a_size_that_lies_is_found_while_reading(tmp_path: Path) -> None:
    path = wheel(tmp_path / "shop-1.0-py3-none-any.whl", {"shop.py": bytes(1 << 20)})
    size = (1 << 20).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (10).to_bytes(4, "little")))
    with open_archive(path) as found, pytest.raises(ArchiveError):
        found.read("shop.py")


def test_a_bomb_is_a_finding_of_verify(tmp_path: Path) -> None:
    path = wheel(tmp_path / "shop-1.0-py3-none-any.whl", {"zeros.bin": bytes(1 << 20)})
    found = verify(open_archive(path, SMALL._replace(ratio=2)))
    assert [each.check for each in found.diagnostics] == ["unsafe-archive"]
    assert found.exit_code == 1


HOSTILE = [
    "../evil.py",
    "/evil.py",
    "shop/../../evil.py",
    "C:/evil.py",
    "shop\\evil.py",
    "./evil.py",
    "a//b.py",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_nothing_is_written_outside(path: str, tmp_path: Path) -> None:
    file = wheel(tmp_path / "shop-1.0-py3-none-any.whl", {path: b"x", "shop.py": b""})
    assert not is_safe(path)
    folder = tmp_path / "around/inside"
    folder.mkdir(parents=True)
    with open_archive(file) as found:
        unpacked = unpack(found, str(folder))
    assert unpacked.refused == (path,)
    written = {str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*") if each.is_file()}
    assert written == {"shop-1.0-py3-none-any.whl", "around/inside/shop.py"}


def test_links_and_devices_are_told_and_never_made(tmp_path: Path) -> None:
    path = tmp_path / "shop-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for kind, name in ((tarfile.SYMTYPE, "link"), (tarfile.LNKTYPE, "hard"), (tarfile.CHRTYPE, "device")):
            info = tarfile.TarInfo(f"shop-1.0/{name}")
            info.type, info.linkname = kind, "../../../etc/passwd"
            archive.addfile(info)
    with open_archive(path) as found:
        kinds = {member.path.rpartition("/")[2]: member.kind for member in found.members}
        folder = tmp_path / "folder"
        folder.mkdir()
        unpack(found, str(folder))
    assert kinds == {"link": MemberKind.LINK, "hard": MemberKind.LINK, "device": MemberKind.OTHER}
    assert list(folder.iterdir()) == []
    checks = {each.check for each in verify(path, select=["unsafe-archive"]).diagnostics}
    assert checks == {"unsafe-archive"}


def test_a_link_in_a_wheel_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "shop-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("shop/link.py")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "../../etc/passwd")
    with open_archive(path) as found:
        assert found.members[0].kind is MemberKind.LINK
        assert found.members[0].target == "../../etc/passwd"
    assert verify(path, select=["unsafe-archive"]).diagnostics


def test_of_a_name_that_is_there_twice_the_last_is_read(tmp_path: Path) -> None:
    path = tmp_path / "shop-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("shop.py", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("shop.py", "2")
    with open_archive(path) as found:
        assert found.read("shop.py") == b"2"
        assert len(found.members) == 2
    assert "2 times" in verify(path, select=["unsafe-archive"]).diagnostics[0].message


def test_sources_say_what_is_theirs(tmp_path: Path) -> None:
    """Of sources only the packages of the project are its modules."""
    for path in (
        "src/shop/__init__.py",
        "src/shop/orders.py",
        "tests/test_shop.py",
        "setup.py",
        "docs/conf.py",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "Shop"\nversion = "1.0"\n')
    found = open_archive(tmp_path)
    assert (found.project, found.version, found.form) == ("Shop", "1.0", Form.TREE)
    assert found.import_names() == ["shop", "shop.orders"]
