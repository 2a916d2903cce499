//! The kind of an import, from the conditions around it.

use dovetail_kernel::kind::{Classifier, Kind, Placement};
use dovetail_kernel::lexer::{Reach, scan};
use dovetail_kernel::target::Target;

fn target() -> Target {
    Target { version: (3, 11), platform: "linux".to_owned() }
}

/// The placement of the last import of a text.
fn last(text: &str) -> Placement {
    let target = target();
    let scan = scan(text, Reach::Imports);
    Classifier::new(text, &scan, &target).placements().pop().unwrap()
}

/// The placement of an import under `if condition:`.
fn under(condition: &str) -> (Kind, bool, Option<bool>) {
    let placement = last(&format!("import os, platform, sys, typing\nif {condition}:\n    import x\n"));
    (placement.kind, placement.runs, placement.taken)
}

#[test]
fn tests_of_the_version_are_decided_for_the_target() {
    let taken = [
        "sys.version_info >= (3, 8)",
        "sys.version_info > (3, 11)",
        "sys.version_info[:2] == (3, 11)",
        "sys.version_info[0] == 3",
        "sys.version_info.major > 2 and sys.version_info.minor < 12",
        "(3, 8) <= sys.version_info < (4,)",
        "not sys.version_info < (3,)",
        "sys.hexversion >= 0x03080000",
        "(\n  sys.version_info  # here\n  >= (3, 8)\n)",
        "sys.platform == 'linux'",
        "sys.platform.startswith(('linux', 'darwin'))",
        "sys.platform in {'linux', 'cygwin'}",
        "os.name != \"nt\"",
        "platform.system() == 'Linux'",
        "sys.implementation.name == 'cpython'",
        "sys.platform != 'win32' or unknown()",
    ];
    for condition in taken {
        assert_eq!(under(condition), (Kind::Conditional, true, Some(true)), "{condition}");
    }
    let untaken = [
        "sys.version_info < (3, 8)",
        "sys.version_info >= (3, 12)",
        "sys.version_info == (3, 11)",
        "sys.version_info[0] is 2",
        "sys.platform == 'win32' and unknown()",
        "not (sys.platform == 'linux')",
        "os.name == 'nt'",
        "False",
        "0",
        "None",
        "not True",
    ];
    for condition in untaken {
        assert_eq!(under(condition), (Kind::Conditional, false, Some(false)), "{condition}");
    }
}

#[test]
fn what_is_not_known_runs() {
    for condition in ["sys.version_info >= (3, 11, 2)", "sys.platform == 'linux' and unknown"] {
        assert_eq!(under(condition), (Kind::Conditional, true, None), "{condition}");
    }
    for condition in
        ["x", "x()", "os.environ.get('A', 1 + 2)", "[y for y in z]", "True", "x if y else z", "lambda: 0"]
    {
        assert_eq!(under(condition), (Kind::Eager, true, None), "{condition}");
    }
    let deep = format!("{}x{}", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(under(&deep).0, Kind::Eager);
}

#[test]
fn type_checking_is_known_under_every_name() {
    let texts = [
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import x\n",
        "from typing import TYPE_CHECKING as TC\nif TC and unknown:\n    import x\n",
        "import typing as t\nif t.TYPE_CHECKING:\n    import x\n",
        "import typing\nTC = typing.TYPE_CHECKING\nif (TC):\n    import x\n",
        "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    import x\n",
        "from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    pass\nelse:\n    import x\n",
        "from typing import TYPE_CHECKING\ndef f():\n    if TYPE_CHECKING:\n        import x\n",
    ];
    for text in texts {
        let placement = last(text);
        assert_eq!((placement.kind, placement.runs), (Kind::Typing, false), "{text}");
    }
    let runs = [
        "from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    import x\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    pass\nelse:\n    import x\n",
    ];
    for text in runs {
        assert_eq!(last(text).kind, Kind::Eager, "{text}");
    }
}

#[test]
fn the_blocks_around_an_import_decide_together() {
    let kinds = [
        ("def f():\n    import x\n", Kind::Deferred),
        ("class C:\n    import x\n", Kind::Eager),
        (
            "class C:\n    def f(self):\n        try:\n            import x\n        except ImportError:\n            pass\n",
            Kind::Deferred,
        ),
        ("if __name__ == '__main__':\n    import x\n", Kind::Main),
        ("if '__main__' == __name__:\n    def f():\n        import x\n", Kind::Main),
        ("def f():\n    if __name__ == '__main__':\n        import x\n", Kind::Deferred),
        ("try:\n    import x\nexcept ImportError:\n    pass\n", Kind::Optional),
        (
            "try:\n    import x\nexcept (ValueError, ModuleNotFoundError) as error:\n    pass\n",
            Kind::Optional,
        ),
        ("try:\n    import x\nexcept:\n    pass\n", Kind::Optional),
        ("try:\n    import x\nexcept ImportError:\n    raise\n", Kind::Eager),
        ("try:\n    import x\nexcept ImportError as e: raise E from e\n", Kind::Eager),
        ("try:\n    import x\nexcept ValueError:\n    pass\n", Kind::Eager),
        ("try:\n    pass\nexcept ImportError:\n    import x\n", Kind::Optional),
        ("try:\n    pass\nfinally:\n    import x\n", Kind::Eager),
        ("from contextlib import suppress\nwith suppress(ImportError):\n    import x\n", Kind::Optional),
        ("with open('f'):\n    import x\n", Kind::Eager),
        ("for a in b: import x\n", Kind::Eager),
        ("lazy import x\n", Kind::Lazy),
        ("import importlib\nf = lambda: importlib.import_module('x')\n", Kind::Dynamic),
    ];
    for (text, kind) in kinds {
        assert_eq!(last(text).kind, kind, "{text}");
    }
    assert!(!last("import importlib\nf = lambda: importlib.import_module('x')\n").runs);
    assert!(last("def f():\n    try: import x\n    except ImportError: pass\n").guarded);
}

#[test]
fn a_constant_is_assigned_once_and_for_all() {
    let under = |text: &str| {
        let placement = last(&format!("{text}\ndef f(local):\n    if A:\n        import x\n"));
        placement.taken
    };
    assert_eq!(under("A = False"), Some(false));
    assert_eq!(under("A: bool = False"), Some(false));
    let others = [
        "",
        "A = False\nA = True",
        "if b:\n    A = False",
        "A == False",
        "A = False\ndef A(): pass",
        "'''\nA = False\n'''",
    ];
    for text in others {
        assert_eq!(under(text), None, "{text}");
    }
}
