"""Where the graph differs from CPython, and why. Short, and only to become shorter.

Each entry is a case of the table and what the graph loads in it. The test demands that the difference is
still there: what is mended must be taken off this list.
"""

DIFFERENCES: dict[str, tuple[tuple[str, ...], str]] = {
    "failures: the chain fails further down": (
        ("a", "c", "d", "m", "p"),
        (
            "The graph says what a module would import, not what is cut off because an earlier import of it"
            " fails: that takes the simulation of the import."
        ),
    ),
    "versions: the test of another name does not count": (
        ("a", "b", "m"),
        "`sys` is a class of the module's own: its attribute is unknown, and what is unknown runs.",
    ),
    "calls: call, in a conditional expression": (
        ("a", "m", "p", "p.b"),
        "Conditions inside an expression are not read; both calls count as run.",
    ),
    "calls: call, in an and": (
        ("m", "p", "p.b"),
        "Likewise: `and` does not keep its right side from counting.",
    ),
    "packages: a folder with data only": (
        ("m",),
        (
            "To CPython any folder is a namespace package, unless a later path entry has a module of that"
            " name. What is installed is not known here, and a folder such as `docker/` is far more often not"
            " meant."
        ),
    ),
    "packages: an empty folder": (("m",), "Likewise."),
}
