"""What an index gets, over real HTTP, also when it fails in the middle."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from index_server import Index

from dovetail.ship.publish.credentials import Credentials
from dovetail.ship.publish.errors import PublishError
from dovetail.ship.publish.publishing import Publisher, State, parcels
from dovetail.ship.publish.upload import Manners

Make = Callable[..., Path]


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=5, trust_env=False) as opened:
        yield opened


def publisher(index: Index, client: httpx.Client, **keywords: Any) -> Publisher:
    who = Credentials("__token__", "secret-token", "the test")
    keywords = {"manners": Manners(4, 0.0), "sleep": lambda _: None, **keywords}
    return Publisher(client, index.upload, keywords.pop("credentials", who), **keywords)


def states(found: Any) -> list[tuple[str, State]]:
    return [(each.parcel.name, each.state) for each in found]


def test_the_form_says_what_the_metadata_says(
    index: Index, client: httpx.Client, wheel: Make, tmp_path: Path
) -> None:
    path = wheel(tmp_path)
    list(publisher(index, client).publish(parcels([str(path)])))
    form = index.forms[0]
    data = path.read_bytes()
    assert index.files["acme-shop"][path.name] == data
    assert form["sha256_digest"] == [hashlib.sha256(data).hexdigest()]
    assert form["blake2_256_digest"] == [hashlib.blake2b(data, digest_size=32).hexdigest()]
    said = {name: form[name] for name in (":action", "protocol_version", "filetype", "pyversion")}
    assert said == {
        ":action": ["file_upload"],
        "protocol_version": ["1"],
        "filetype": ["bdist_wheel"],
        "pyversion": ["py3"],
    }
    assert form["metadata_version"] == ["2.4"]
    assert form["name"] == ["acme.shop"]
    assert form["keywords"] == ["shop, orders"]
    assert form["classifiers"] == ["Programming Language :: Python :: 3", "Typing :: Typed"]
    assert form["project_urls"] == ["Home, https://acme.example"]
    assert form["license_expression"] == ["MIT"]
    assert form["license_file"] == ["LICENSE"]
    assert form["requires_dist"] == ["packaging"]
    assert form["provides_extra"] == ["fast"]
    assert form["description"][0].strip() == "# The shop"


def test_the_form_is_that_of_twine(tmp_path: Path, wheel: Make) -> None:
    """The fields are held against those of twine itself, as the API has no specification."""
    twine = pytest.importorskip("twine.package")
    repository = pytest.importorskip("twine.repository")
    path = wheel(tmp_path)
    theirs = repository.Repository._convert_metadata_to_list_of_tuples(
        twine.PackageFile.from_filename(str(path), None).metadata_dictionary()
    )
    ours = [pair for pair in parcels([str(path)])[0].fields if pair[0] not in (":action", "protocol_version")]
    assert sorted(ours) == sorted(theirs)


def test_wheels_go_before_the_sdist(
    index: Index, client: httpx.Client, wheel: Make, sdist: Make, tmp_path: Path
) -> None:
    paths = [str(sdist(tmp_path)), str(wheel(tmp_path))]
    list(publisher(index, client).publish(parcels(paths)))
    assert [form["filetype"][0] for form in index.forms] == ["bdist_wheel", "sdist"]
    assert index.forms[1]["pyversion"] == ["source"]


@pytest.mark.parametrize("html", [False, True])
def test_what_is_there_is_left_alone(  # noqa: PLR0913 - fixtures
    index: Index, client: httpx.Client, wheel: Make, sdist: Make, tmp_path: Path, *, html: bool
) -> None:
    index.html = html
    files = parcels([str(wheel(tmp_path))])
    assert states(publisher(index, client).publish(files)) == [(files[0].name, State.UPLOADED)]
    more = parcels([str(wheel(tmp_path)), str(sdist(tmp_path))])
    assert [state for _, state in states(publisher(index, client).publish(more))] == [
        State.PRESENT,
        State.UPLOADED,
    ]
    assert len(index.forms) == 2


def test_another_file_of_the_name_stops_it_before_anything_is_sent(
    index: Index, client: httpx.Client, wheel: Make, sdist: Make, tmp_path: Path
) -> None:
    list(publisher(index, client).publish(parcels([str(sdist(tmp_path))])))
    index.files["acme-shop"]["acme_shop-1.0-py3-none-any.whl"] = b"another"
    files = parcels([str(wheel(tmp_path)), str(wheel(tmp_path, version="2.0"))])
    with pytest.raises(PublishError, match=r"holds another acme_shop-1\.0"):
        list(publisher(index, client).publish(files))
    assert len(index.forms) == 1


def test_a_name_without_a_hash_is_not_guessed(
    index: Index, client: httpx.Client, wheel: Make, tmp_path: Path
) -> None:
    files = parcels([str(wheel(tmp_path))])
    list(publisher(index, client).publish(files))
    index.hashes = False
    with pytest.raises(PublishError, match="does not say its sha256"):
        list(publisher(index, client).publish(files))


@pytest.mark.parametrize(
    "faults",
    [["503"], ["500", "502", "504"], ["429", "503"], ["drop before"], ["503", "drop before", "503"]],
    ids=" ".join,
)
def test_trouble_of_the_server_is_outlived(
    index: Index, client: httpx.Client, wheel: Make, tmp_path: Path, faults: list[str]
) -> None:
    index.faults.extend(faults)
    said: list[str] = []
    files = parcels([str(wheel(tmp_path))])
    assert states(publisher(index, client, say=said.append).publish(files)) == [
        (files[0].name, State.UPLOADED)
    ]
    assert len(said) == len(faults)
    assert len(index.forms) == 1


def test_a_file_whose_answer_was_lost_is_not_sent_twice(
    index: Index, client: httpx.Client, wheel: Make, tmp_path: Path
) -> None:
    index.faults.append("lost answer")
    files = parcels([str(wheel(tmp_path))])
    assert states(publisher(index, client).publish(files)) == [(files[0].name, State.UPLOADED)]
    assert len(index.forms) == 1


def test_what_was_sent_stays_and_the_rest_follows_the_next_time(
    index: Index, client: httpx.Client, wheel: Make, sdist: Make, tmp_path: Path
) -> None:
    files = parcels([str(wheel(tmp_path)), str(sdist(tmp_path))])
    index.faults.extend(["", "400"])
    done: list[Any] = []
    with pytest.raises(PublishError, match=r"refuses acme_shop-1\.0\.tar\.gz: 400 Try again"):
        done.extend(publisher(index, client).publish(files))
    assert [state for _, state in states(done)] == [State.UPLOADED]
    assert [state for _, state in states(publisher(index, client).publish(files))] == [
        State.PRESENT,
        State.UPLOADED,
    ]


def test_a_connection_that_breaks_in_the_middle_of_a_file(
    index: Index, client: httpx.Client, wheel: Make, tmp_path: Path
) -> None:
    path = wheel(tmp_path, text="x = '" + "".join(f"{number:x}" for number in range(400_000)) + "'\n")
    index.faults.extend(["drop in the middle", "drop in the middle"])
    said: list[str] = []
    files = parcels([str(path)])
    assert states(publisher(index, client, say=said.append).publish(files)) == [(path.name, State.UPLOADED)]
    assert len(said) == 2
    assert index.files["acme-shop"][path.name] == path.read_bytes()


def test_all_attempts_fail(index: Index, client: httpx.Client, wheel: Make, tmp_path: Path) -> None:
    index.faults.extend(["drop before"] * 9)
    with pytest.raises(PublishError, match="the connection failed"):
        list(publisher(index, client).publish(parcels([str(wheel(tmp_path))])))
    assert len(index.faults) == 5  # four attempts


def test_an_index_that_says_no_is_asked_once(
    index: Index, client: httpx.Client, wheel: Make, tmp_path: Path
) -> None:
    who = Credentials("__token__", "wrong-token", "the test")
    with pytest.raises(PublishError) as raised:
        list(publisher(index, client, credentials=who).publish(parcels([str(wheel(tmp_path))])))
    assert len(index.logins) == 1
    assert "403 Invalid or non-existent authentication information" in raised.value.message
    assert raised.value.hint == "may the test publish this project? The index says no"


def test_a_redirect_does_not_take_the_token_along(
    index: Index, client: httpx.Client, wheel: Make, tmp_path: Path
) -> None:
    index.faults.append("redirect")
    with pytest.raises(PublishError, match=r"sends uploads to http://elsewhere\.example/legacy/"):
        list(publisher(index, client).publish(parcels([str(wheel(tmp_path))])))


def test_progress_counts_the_bytes(index: Index, client: httpx.Client, wheel: Make, tmp_path: Path) -> None:
    path = wheel(tmp_path, text=f"x = '{'y' * 300_000}'\n# " + "".join(map(chr, range(32, 127))) * 900)
    counts: list[int] = []
    files = parcels([str(path)])
    list(publisher(index, client).publish(files, progress=lambda _, count: counts.append(count)))
    assert counts == sorted(counts)
    assert counts[-1] == path.stat().st_size


def test_attestations_go_with_the_file(
    index: Index, client: httpx.Client, wheel: Make, tmp_path: Path
) -> None:
    document = [{"version": 1, "verification_material": {}, "envelope": {}}]
    found = list(publisher(index, client).publish(parcels([str(wheel(tmp_path))]), attest=lambda _: document))
    assert found[0].attested
    assert index.forms[0]["attestations"] == ['[{"version": 1, "verification_material": {}, "envelope": {}}]']


def test_a_folder_or_two_of_one_name_are_no_parcels(wheel: Make, tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    paths = [str(wheel(first)), str(wheel(second, text="x = 2\n"))]
    with pytest.raises(PublishError, match="have the same name and differ"):
        parcels(paths)
    tree = tmp_path / "tree"
    (tree / "acme_shop-1.0.dist-info").mkdir(parents=True)
    (tree / "acme_shop-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: x\nVersion: 1\n")
    with pytest.raises(PublishError, match="is neither a wheel nor an sdist"):
        parcels([str(tree)])
