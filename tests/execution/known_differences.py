"""Where the simulation is known to say something else than CPython, with the reason.

A tree or a hostile module that is named here may differ; what else differs is a fault.
"""

from __future__ import annotations

TREES = {
    "trees/standard_library/warnings": "filters that turn warnings into errors are not followed",
    "trees/standard_library/threading_local": "what compiled classes import when called is not known",
    "trees/standard_library/json_of_a_known_text": "what `json` makes of a text is not computed",
    "trees/standard_library/dataclass": "what `dataclasses` refuses is not checked",
    "trees/standard_library/missing_in_this_version": "names of 3.8 and 3.9 that only compiled modules bind",
    "trees/functions/lru_cache": "a cache is passed through: the second call executes the function again",
    "trees/dynamic/path_is_changed": "folders that code takes out of the path stay in it",
    "trees/outcomes/exception_group": "`except*` takes a group as a whole",
    "trees/statements/type_alias": "CPython imports `typing` when it makes an alias",
    "trees/conditions/comparisons_in_a_chain": "CPython 3.13 imports `warnings` to compile it",
    "scripts": "hints of 3.13 for modules beside the script are not given",
}
"""By the name of the tree."""

HOSTILE = {
    "tricks: bytecode that is none": "bytecode is not read",
    "tricks: builtins replaced": "names put into `builtins` are not seen",
    "tricks: an extension module that is none": "binaries are not checked",
    "tricks: a codec that runs code": "modules of codecs that the compiler imports are not counted",
    "tricks: a codec of the source": "modules of codecs that the compiler imports are not counted",
    "size: a number of a hundred thousand digits": "limits on digits are not counted",
    "knots: an __all__ that contains itself": "a TypeError of CPython that is not raised: open",
    "knots: a tuple that contains itself": "a TypeError of CPython that is not raised: open",
    "knots: a metaclass of itself": "a TypeError of CPython that is not raised: open",
    "knots: a list compared with its twin": "comparisons that recurse end as unknown",
    "knots: a function that is its own default": "a TypeError is raised that CPython does not raise: open",
    "endless: recursion through __eq__": "comparisons that recurse end as unknown",
    "endless: a comprehension without an end": "the budget of the module ends it",
    "depth: patterns": "what CPython refuses to compile at such depths is not counted exactly",
    "depth: parentheses": "brackets that stand around nothing are not counted",
    "depth: functions": "what CPython refuses to compile at such depths is not counted exactly",
    "depth: formatted texts with formats": "what CPython refuses at such depths is not counted exactly",
}
"""By the name of the module. They end within the budget and execute nothing: only what is said differs."""
