"""``dovetail trace`` and ``dovetail why --loads``: what an import executes."""

import json
import sys
from typing import Any

import pytest

FILES = {
    "shop/__init__.py": "",
    "shop/orders.py": "from shop.users import User\n\n\ndef load():\n    import shop.lazy\n",
    "shop/users.py": "class User:\n    pass\n",
    "shop/lazy.py": "",
    "shop/program.py": "from shop import orders\n\norders.load()\n",
}
CIRCLE = {"a.py": "import b\nx = 1\n", "b.py": "from a import x\n"}


def test_the_tree_shows_what_caused_each(folder: Any, say: Any) -> None:
    folder(FILES)
    said = say("trace", "shop.program")
    assert said.code == 0
    lines = [line.split() for line in said.out.splitlines()]
    assert lines[:5] == [
        ["shop"],
        ["shop.program"],
        ["shop.orders", "shop/program.py:1"],
        ["shop.users", "shop/orders.py:1"],
        ["shop.lazy", "shop/orders.py:5"],
    ]
    assert "`import shop.program` executes 5 modules." in said.out


def test_a_file_names_its_module(folder: Any, say: Any) -> None:
    folder(FILES)
    assert say("trace", "shop/users.py").out.splitlines()[-1] == "`import shop.users` executes 2 modules."


def test_cost_counts_bytes_and_statements(folder: Any, say: Any) -> None:
    folder(FILES)
    said = say("trace", "shop.users", "--cost")
    assert f"{len(FILES['shop/users.py'])} B" in said.out
    assert "2 modules, 21 bytes" in said.out


def test_failure_is_shown_with_its_way(folder: Any, say: Any) -> None:
    folder(CIRCLE)
    said = say("trace", "a")
    assert said.code == 1
    assert "and fails:\n  a.py:1\n  b.py:1\n  ImportError: cannot import name 'x' from partially" in said.out


@pytest.mark.parametrize("module", ["a", "b"])
def test_json_conforms_to_its_schema(folder: Any, say: Any, conforms: Any, module: str) -> None:
    folder({**CIRCLE, "b.py": "y = 1\nfrom a import x\n"})
    document = json.loads(say("trace", module, "--format", "json").out)
    conforms(document, "cli/trace.schema.json")
    assert document["steps"][0]["module"] == module
    assert (document["failure"] is None) == (module == "b") or document["failure"]["waiting"]


def test_run_compares_with_a_real_interpreter(folder: Any, say: Any, conforms: Any) -> None:
    folder(FILES)
    said = say("trace", "shop.program", "--run", "--format", "json", "--python", sys.prefix)
    document = json.loads(said.out)
    conforms(document, "cli/trace.schema.json")
    assert "now imports shop.program, which executes its code" in said.err
    assert document["run"]["differences"] == []
    assert document["run"]["modules"] == [step["module"] for step in document["steps"]]
    assert all(step["seconds"] >= step["own_seconds"] >= 0 for step in document["steps"])
    assert said.code == 0


def test_run_tells_each_difference(folder: Any, say: Any) -> None:
    folder({"m.py": "import sys\nif len(sys.argv) > 5:\n    import other\nelse:\n    import another\n"})
    folder({"other.py": "", "another.py": "import hidden_module_of_nobody\n"})
    said = say("trace", "m", "--run")
    assert said.code == 1
    assert "it did something else than was predicted:" in said.out
    assert "what happened: ModuleNotFoundError: No module named 'hidden_module_of_nobody'" in said.out


@pytest.mark.parametrize("words", [(), ("--run",)])
def test_speedscope_opens_and_closes_each_body(folder: Any, say: Any, words: tuple[str, ...]) -> None:
    folder(FILES)
    chart = json.loads(say("trace", "shop.program", "--format", "speedscope", *words).out)
    assert chart["$schema"] == "https://www.speedscope.app/file-format-schema.json"
    (profile,) = chart["profiles"]
    assert profile["type"] == "evented"
    open_: list[int] = []
    last = profile["startValue"]
    for event in profile["events"]:
        assert last <= event["at"] <= profile["endValue"]
        last = event["at"]
        if event["type"] == "O":
            open_.append(event["frame"])
        else:
            assert open_.pop() == event["frame"]
    assert open_ == []
    names = [frame["name"] for frame in chart["shared"]["frames"]]
    assert names == ["shop", "shop.program", "shop.orders", "shop.users", "shop.lazy"]


def test_from_script_searches_its_folder_first(folder: Any, say: Any) -> None:
    folder({"tools/run.py": "import shop\n", "tools/shop.py": "", **FILES})
    shown = say("trace", "shop", "--from-script", "tools/run.py", "--format", "json").out
    assert [step["path"] for step in json.loads(shown)["steps"]] == ["tools/shop.py"]


def test_a_module_that_is_not_there(folder: Any, say: Any) -> None:
    folder(FILES)
    said = say("trace", "nothing_of_this_name")
    assert said.code == 2
    assert "no module named `nothing_of_this_name`" in said.err


def test_why_loads_shows_each_statement(folder: Any, say: Any, conforms: Any) -> None:
    folder(FILES)
    said = say("why", "shop.program", "--loads", "shop.users")
    assert said.code == 0
    assert [line.split() for line in said.out.splitlines()] == [
        ["shop.program"],
        ["runs", "shop.orders", "shop/program.py:1"],
        ["runs", "shop.users", "shop/orders.py:1"],
    ]
    document = json.loads(say("why", "shop.program", "--loads", "shop.lazy", "--format", "json").out)
    conforms(document, "cli/loads.schema.json")
    assert [(step["module"], step["line"]) for step in document["chain"]] == [
        ("shop.program", None),
        ("shop.lazy", 5),
    ]


def test_why_loads_of_what_is_not_executed(folder: Any, say: Any) -> None:
    folder(FILES)
    said = say("why", "shop.users", "--loads", "shop.lazy")
    assert (said.code, said.out) == (1, "")
    assert "does not execute `shop.lazy`" in said.err


def test_why_needs_one_other_module(folder: Any, say: Any) -> None:
    folder(FILES)
    assert say("why", "shop.users").code == 2
    assert say("why", "shop.users", "shop", "--loads", "shop").code == 2
