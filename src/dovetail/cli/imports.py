"""``dovetail imports FILE...``: the import statements of files."""

from __future__ import annotations

import json
import os
import sys

from dovetail.cli import options
from dovetail.cli.command import Command
from dovetail.environment.target import Target, parse_version
from dovetail.errors import UsageError
from dovetail.printable import encodable, printable
from dovetail.source.scan import scan_imports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dovetail._kernel import ImportStatement, Scan


def command() -> Command:
    """Return what words the command takes."""
    command = Command("imports", "List the import statements of files, with their kinds.")
    command.add("files", nargs="+", metavar="FILE", help="a file; `-` for standard input")
    command.add("--python-version", metavar="X.Y", help="evaluate conditions for this Python")
    command.add("--platform", choices=("linux", "darwin", "win32"), help="likewise the platform")
    command.add("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    return command


def run(words: list[str]) -> int:
    """Run the command; 1 if a file could not be read or does not compile."""
    arguments = command().parse(words)
    try:
        version = parse_version(arguments.python_version) if arguments.python_version else None
    except ValueError as error:
        raise UsageError(str(error), hint="give major and minor version, such as 3.12") from None
    target = Target(version, arguments.platform)
    documents: list[dict[str, object]] = []
    failed = False
    for path in arguments.files:
        try:
            scan = scan_imports(_read(path), target=target)
        except (OSError, ValueError, LookupError) as error:
            failed = True
            reason = error.strerror if isinstance(error, OSError) and error.strerror else _reason(error)
            sys.stderr.write(f"{printable(path)}: not read: {reason}\n")
            documents.append({"path": encodable(path), "error": reason, "imports": [], "faults": []})
            continue
        failed |= bool(scan.faults)
        for fault in scan.faults:
            sys.stderr.write(f"{printable(path)}:{fault.line}:{fault.column + 1}: {fault.message}\n")
        if arguments.format == "json":
            documents.append(_document(path, scan))
        else:
            options.write(f"{line}\n" for line in _lines(path, scan))
    if arguments.format == "json":
        document = {"schema": "dovetail.imports/1", "target": str(target), "files": documents}
        options.write([json.dumps(document, indent=1), "\n"])
    return 1 if failed else 0


def _read(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    if not os.path.isfile(path):
        # A pipe would keep us waiting; a folder is for `dovetail graph`.
        if os.path.exists(path):
            raise UsageError(f"not a file: {path}", hint="for a folder use `dovetail graph --format json`")
        raise UsageError(f"no such file: {path}")
    with open(path, "rb") as file:
        return file.read()


def _reason(error: Exception) -> str:
    return error.reason if isinstance(error, UnicodeDecodeError) else str(error)


def _lines(path: str, scan: Scan) -> list[str]:
    lines = []
    for statement in scan.imports:
        place = printable(f"{path}:{statement.line}:{statement.column + 1}")
        note = "" if statement.taken is None else " (taken)" if statement.taken else " (not taken)"
        lines.append(f"{place}: {_shown(statement)}  [{statement.kind}{note}]")
    return lines


def _shown(statement: ImportStatement) -> str:
    names = ", ".join(
        f"{name.name} as {name.asname}" if name.asname else name.name for name in statement.names
    )
    module = "." * statement.level + (statement.module or "")
    lazy = "lazy " if statement.lazy else ""
    match statement.form:
        case "import":
            return f"{lazy}import {names}"
        case "from":
            return f"{lazy}from {module} import {names}"
        case form:
            return f"{form}({module!r})" if statement.literal else f"{form}(...)"


def _document(path: str, scan: Scan) -> dict[str, object]:
    plain = ("form", "line", "column", "offset", "end", "level", "module", "lazy", "literal")
    kind = ("kind", "runs", "taken", "guarded")
    imports = []
    for statement in scan.imports:
        row = {name: getattr(statement, name) for name in plain + kind}
        alias = ("name", "asname", "line", "column", "offset")
        row["names"] = [{name: getattr(each, name) for name in alias} for each in statement.names]
        block = ("kind", "line", "column", "offset")
        row["blocks"] = [{name: getattr(each, name) for name in block} for each in statement.blocks]
        imports.append(row)
    fault = ("message", "line", "column", "offset")
    faults = [{name: getattr(each, name) for name in fault} for each in scan.faults]
    return {
        "path": encodable(path),
        "docstring": scan.docstring,
        "imports": imports,
        "faults": faults,
    }
