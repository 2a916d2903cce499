import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dovetail.diagnostic import Diagnostic, Note, Outcome, Place, Severity, Summary
from dovetail.report import Request, render

Report = Callable[..., str]
Finding = Callable[..., Diagnostic]

SCHEMA: dict[str, Any] = json.loads(
    resources.files("dovetail.report").joinpath("check.schema.json").read_text()
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

NAMES = st.text(st.characters(exclude_categories=[]), min_size=1)
COUNTS = st.integers(0, 10**9)
PLACES = st.builds(Place, NAMES, st.integers(1), COUNTS, st.integers(1), COUNTS)
DIAGNOSTICS = st.builds(
    Diagnostic,
    st.sampled_from(["star-import", "x"]),
    st.sampled_from(Severity),
    NAMES,
    PLACES,
    st.none() | NAMES,
    st.lists(st.builds(Note, NAMES, st.none() | PLACES), max_size=2).map(tuple),
)
SUMMARIES = st.builds(
    Summary, COUNTS, COUNTS, COUNTS, st.lists(st.tuples(NAMES, COUNTS)).map(tuple), COUNTS, st.floats(0, 9)
)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_document_has_everything(report: Report, finding: Finding) -> None:
    note = Note("it is here", Place("b.py", 4, 0, 5, 3))
    diagnostics = (finding(3, 4, 3, 9, help="mend it", notes=(note, Note("so"))), finding())
    document = json.loads(report("json", {}, *diagnostics))
    assert document == {
        "schema": "dovetail.check/1",
        "diagnostics": [
            {
                "check": "a-check",
                "severity": "error",
                "message": "it is wrong",
                "place": {"path": "a.py", "line": 3, "column": 4, "end_line": 3, "end_column": 9},
                "help": "mend it",
                "notes": [
                    {
                        "message": "it is here",
                        "place": {"path": "b.py", "line": 4, "column": 0, "end_line": 5, "end_column": 3},
                    },
                    {"message": "so", "place": None},
                ],
            },
            {
                "check": "a-check",
                "severity": "error",
                "message": "it is wrong",
                "place": {"path": "a.py", "line": 1, "column": 0, "end_line": 1, "end_column": 0},
                "help": None,
                "notes": [],
            },
        ],
        "summary": {
            "errors": 2,
            "warnings": 0,
            "modules": 909,
            "imports": 5313,
            "files": 909,
            "unread": [],
            "suppressed": 0,
        },
    }


def test_each_finding_has_its_line(report: Report, finding: Finding) -> None:
    lines = report("json", {}, finding(), finding()).splitlines()
    assert [line.count("it is wrong") for line in lines] == [0, 0, 1, 1, 0, 0]


@given(st.lists(DIAGNOSTICS, max_size=3).map(tuple), SUMMARIES)
def test_every_document_is_valid(
    tmp_path_factory: pytest.TempPathFactory, diagnostics: tuple[Diagnostic, ...], summary: Summary
) -> None:
    base = tmp_path_factory.getbasetemp() / "nothing"
    text = "".join(render("json", Outcome(diagnostics, summary, base)))
    assert text.isascii()
    document = json.loads(text)
    VALIDATOR.validate(document)
    assert len(document["diagnostics"]) == len(diagnostics)
    json.dumps(document, ensure_ascii=False).encode()  # no lone surrogate, which RFC 8259 leaves undefined


@pytest.mark.parametrize(
    "wrong",
    [
        {"schema": "dovetail.check/2"},
        {"diagnostics": [{"check": "a-check"}]},
        {"summary": {}},
    ],
)
def test_the_schema_refuses_what_is_wrong(report: Report, wrong: dict[str, object]) -> None:
    document = json.loads(report("json", {}))
    VALIDATOR.validate(document)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(document | wrong)


def test_every_field_is_in_the_schema(report: Report, finding: Finding) -> None:
    """A field that the schema does not describe is one that nobody has promised."""

    def strict(schema: object) -> object:
        if isinstance(schema, list):
            return [strict(item) for item in schema]
        if not isinstance(schema, dict):
            return schema
        closed = {key: strict(value) for key, value in schema.items()}
        return closed | {"additionalProperties": False} if "properties" in schema else closed

    note = Note("it is here", Place("b.py", 4, 0, 5, 3))
    summary = Summary(1, 2, 3, (("syntax", 1),), 4, 5.0)
    document = json.loads(report("json", {}, finding(3, 4, 3, 9, notes=(note,)), summary=summary))
    closed = strict(SCHEMA)
    assert isinstance(closed, dict)
    jsonschema.Draft202012Validator(closed).validate(document)


def test_paths_are_relative_to_the_start(report: Report, finding: Finding, tmp_path: Any) -> None:
    text = report("json", {}, finding(), request=Request(start=tmp_path.parent))
    assert json.loads(text)["diagnostics"][0]["place"]["path"] == f"{tmp_path.name}/a.py"
