import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from dovetail.diagnostic import Diagnostic, Note, Place, Severity, Summary
from dovetail.report import Request

Report = Callable[..., str]
Finding = Callable[..., Diagnostic]


def run(text: str) -> dict[str, Any]:
    """Check what SARIF 2.1.0 demands of every log, and return the one run."""
    log = json.loads(text)
    assert log.keys() == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    driver = only["tool"]["driver"]
    assert driver["name"] == "dovetail"
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(rules) == len(set(rules))
    for rule in driver["rules"]:
        assert rule["defaultConfiguration"]["level"] in {"error", "warning"}
        assert rule["shortDescription"]["text"]
    for invocation in only["invocations"]:
        assert isinstance(invocation["executionSuccessful"], bool)
    assert only["columnKind"] == "utf16CodeUnits"
    for result in only["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning"}
        assert result["message"]["text"]
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
    for location in locations(only):
        artifact = location["physicalLocation"]["artifactLocation"]
        assert artifact["uriBaseId"] in only["originalUriBaseIds"]
        assert artifact["uri"].isascii()
        assert ".." not in artifact["uri"].split("/")
        assert not artifact["uri"].startswith("/")
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region.get("endLine", region["startLine"]) >= region["startLine"]
        assert ("startColumn" in region) == ("endColumn" in region)
    return only  # type: ignore[no-any-return]


def locations(only: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for result in only["results"]:
        assert len(result["locations"]) == 1
        yield from result["locations"]
        related = result.get("relatedLocations", [])
        assert [location["id"] for location in related] == list(range(len(related)))
        yield from related


def region(only: dict[str, Any]) -> dict[str, int]:
    return next(locations(only))["physicalLocation"]["region"]  # type: ignore[no-any-return]


def test_a_finding_is_a_result(report: Report, finding: Finding) -> None:
    notes = (Note("it is here", Place("b.py", 4, 0, 4, 3)), Note("so"))
    only = run(report("sarif", {"a.py": "import b\n"}, finding(1, 7, 1, 8, help="mend it", notes=notes)))
    (result,) = only["results"]
    fingerprint = result.pop("partialFingerprints")
    assert list(fingerprint) == ["dovetailFinding/v1"]
    root = {"uriBaseId": "%SRCROOT%"}
    assert result == {
        "ruleId": "a-check",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "it is wrong\nso\nhelp: mend it"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "a.py", **root},
                    "region": {"startLine": 1, "endLine": 1, "startColumn": 8, "endColumn": 9},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 0,
                "physicalLocation": {
                    "artifactLocation": {"uri": "b.py", **root},
                    "region": {"startLine": 4, "endLine": 4},
                },
                "message": {"text": "it is here"},
            }
        ],
    }


def test_columns_count_utf16_code_units(report: Report, finding: Finding) -> None:
    # 🐍: 4 bytes in UTF-8, 2 code units in UTF-16, 1 character; é: 2 bytes, 1 unit
    source = "'🐍é'; import wörld🐍\n"
    start = len("'🐍é'; import ".encode())
    only = run(report("sarif", {"a.py": source}, finding(1, start, 1, start + len("wörld🐍".encode()))))
    assert region(only) == {"startLine": 1, "endLine": 1, "startColumn": 15, "endColumn": 22}


def test_a_whole_file_is_its_first_line(report: Report, finding: Finding) -> None:
    assert region(run(report("sarif", {"a.py": "import b\n"}, finding()))) == {"startLine": 1}


def test_rules_carry_the_pages_of_their_checks(report: Report, finding: Finding) -> None:
    pages = {"a-check": "# a-check\n\nSays what\nis wrong.\n\n## More\n\nText.\n"}
    warning = replace(finding(), check="b-check", severity=Severity.WARNING)
    request = Request(version="1.2.3", page=pages.get)
    driver = run(report("sarif", {}, warning, finding(), warning, request=request))["tool"]["driver"]
    assert driver["version"] == "1.2.3"
    assert driver["rules"] == [
        {
            "id": "a-check",
            "defaultConfiguration": {"level": "error"},
            "shortDescription": {"text": "Says what is wrong."},
            "fullDescription": {"text": "Says what is wrong."},
            "help": {"text": pages["a-check"], "markdown": pages["a-check"]},
        },
        {
            "id": "b-check",
            "defaultConfiguration": {"level": "warning"},
            "shortDescription": {"text": "b-check"},
            "fullDescription": {"text": "b-check"},
        },
    ]


def fingerprints(text: str) -> list[str]:
    return [result["partialFingerprints"]["dovetailFinding/v1"] for result in run(text)["results"]]


def test_fingerprints_outlive_a_move_of_lines(report: Report, finding: Finding) -> None:
    before = report("sarif", {"a.py": "import b\nimport b\n"}, finding(1, 7, 1, 8), finding(2, 7, 2, 8))
    after = report("sarif", {"a.py": "\n\nimport b\nimport b\n"}, finding(3, 7, 3, 8), finding(4, 7, 4, 8))
    assert fingerprints(before) == fingerprints(after)


@pytest.mark.parametrize(
    "change", [{"check": "b-check"}, {"message": "other"}, {"place": Place.of_file("b.py")}]
)
def test_fingerprints_tell_findings_apart(report: Report, finding: Finding, change: dict[str, Any]) -> None:
    one = finding()
    found = fingerprints(report("sarif", {}, one, one, replace(one, **change)))
    assert len(set(found)) == 3
    assert all(len(fingerprint) == 32 for fingerprint in found)


def test_paths_are_valid_relative_references(report: Report, finding: Finding, tmp_path: Path) -> None:
    def uri(path: str, start: Path | None = None) -> str:
        only = run(report("sarif", {}, finding(path=path), request=Request(start=start)))
        return next(locations(only))["physicalLocation"]["artifactLocation"]["uri"]  # type: ignore[no-any-return]

    assert uri("a b/ö#?%.py") == "a%20b/%C3%B6%23%3F%25.py"
    assert unquote(uri("caf\udce9.py"), "utf-8", "surrogateescape") == "caf\udce9.py"
    assert uri("a.py", tmp_path.parent) == f"{tmp_path.name}/a.py"
    assert uri("src/a.py", tmp_path / "src") == "a.py"
    assert uri("src/a.py", tmp_path / "tests") == "src/a.py"
    assert uri("c:d.py") == "c%3Ad.py"


def test_braces_are_no_placeholders(report: Report, finding: Finding) -> None:
    only = run(report("sarif", {}, replace(finding(), message="no module `{0}`")))
    assert only["results"][0]["message"]["text"] == "no module `{{0}}`"


def test_the_invocation_says_how_it_ended(report: Report, finding: Finding) -> None:
    assert run(report("sarif", {}))["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]
    assert run(report("sarif", {}))["results"] == []
    summary = Summary(1, 1, 1, (("permission denied", 2),), 0, 0.1)
    assert run(report("sarif", {}, finding(), summary=summary))["invocations"] == [
        {
            "executionSuccessful": True,
            "exitCode": 1,
            "toolExecutionNotifications": [
                {"level": "warning", "message": {"text": "files not read (permission denied): 2"}}
            ],
        }
    ]


def test_nothing_names_a_folder_of_this_machine(report: Report, finding: Finding, tmp_path: Path) -> None:
    assert str(tmp_path) not in report("sarif", {"a.py": "import b\n"}, finding(1, 7, 1, 8))
