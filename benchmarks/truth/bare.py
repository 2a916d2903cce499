"""Runs in the interpreter that is asked: imports one module in a fresh fork, and says what was executed.

`asking.Server` starts it as ``python -I -B -c`` with this text. It uses nothing that a bare interpreter has
not loaded already, and the fork happens before anything is imported, so that every import is the first of a
fresh interpreter. What is executed is seen by an audit hook, which the code that is imported cannot see.

A request is a line, ``entry TAB folder``: the folder, if there is one, is put first on the search path. An
answer is a line, the `ascii` of ``(entry, status, seconds of CPU, text)``. The text has a line for each
module whose body was begun (``s`` source or bytecode, ``e`` extension, ``f`` frozen, then its name, and the
module and line that imported it), and at the end the outcome, if the module lived to tell it: ``= `` and the
`ascii` of None or of what was raised.
"""

import os
import sys
from _signal import ITIMER_PROF, SIGKILL, alarm, setitimer  # type: ignore[import-not-found]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

_FRAMES = 40
_PATIENCE = 6  # a machine may be busy: so many times the limit, by the clock
_FROZEN = "<frozen importlib"
_KINDS = {"SourceFileLoader": "s", "SourcelessFileLoader": "s", "FrozenImporter": "f"}


def answer(entry: str, folder: str, limit: int, file: str) -> tuple[str, int, float, str]:
    """Import ``entry`` in a fork; return what the module docstring says."""
    before = os.times()
    child = os.fork()
    if not child:
        try:
            _import(entry, folder, limit, os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC))
        finally:
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    try:  # noqa: SIM105 - contextlib would have to be imported
        os.killpg(child, SIGKILL)  # what it has left behind
    except OSError:
        pass
    after = os.times()
    used = after[2] + after[3] - before[2] - before[3]
    return entry, status, round(used, 3), _read(file)


def _read(file: str) -> str:
    pieces = []
    handle = os.open(file, os.O_RDONLY | os.O_CREAT)
    while piece := os.read(handle, 1 << 20):
        pieces.append(piece)
    os.close(handle)
    os.unlink(file)
    return b"".join(pieces).decode()


def _import(entry: str, folder: str, limit: int, out: int) -> None:
    os.setpgid(0, 0)
    nowhere = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    if folder:
        sys.path.insert(0, folder)
    _watch(out)
    setitimer(ITIMER_PROF, limit)  # of CPU: its signal ends the process, as that of the next does
    alarm(_PATIENCE * limit)
    outcome = None
    try:
        __import__(entry)
    except BaseException as error:  # noqa: BLE001 - foreign code may raise anything
        outcome = _raised(error)
    setitimer(ITIMER_PROF, 0)
    alarm(0)
    os.write(out, ("= " + ascii(outcome) + "\n").encode())
    os._exit(0)  # threads and exit handlers of what was imported are of no interest


def _watch(out: int) -> None:
    """Write the name of each module when its body begins."""
    write, frame_above, process, own = os.write, sys._getframe, os.getpid, os.getpid()  # noqa: SLF001

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event not in ("exec", "import"):
            return
        frame: FrameType | None = frame_above(1)
        if event == "exec":
            frame = _loader_frame(frame)
            if frame is None:
                return
            spec = frame.f_locals["module"].__spec__
            loader = spec.loader if isinstance(spec.loader, type) else type(spec.loader)
            kind, name = _KINDS.get(loader.__name__, "s"), spec.name
        elif isinstance(arguments[1], str):  # only modules from a file have one
            kind, name = "e", arguments[0]
        else:
            return
        if process() == own:
            while frame is not None and _is_importlib(frame.f_code.co_filename):
                frame = frame.f_back
            by = (frame.f_globals.get("__name__"), frame.f_lineno) if frame is not None else ("", 0)
            write(out, f"{kind} {name}\t{by[0]}\t{by[1]}\n".encode("utf-8", "backslashreplace"))

    sys.addaudithook(hook)


def _loader_frame(frame: "FrameType | None") -> "FrameType | None":
    """Return the frame of the loader that executes a body in ``frame``; None if it is other code."""
    if frame is not None and frame.f_code.co_name == "_call_with_frames_removed":
        frame = frame.f_back
    if frame is None or frame.f_code.co_name != "exec_module":
        return None
    return frame if frame.f_code.co_filename.startswith(_FROZEN) else None


def _is_importlib(file: str) -> bool:
    return file.startswith(_FROZEN) or file.endswith("/importlib/__init__.py")


def _raised(error: BaseException) -> tuple[object, ...]:
    """Return type, message, frames outside importlib, outermost first, and the place of a syntax error."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - foreign code may raise anything
        message = "<no message>"
    frames = []
    step = error.__traceback__.tb_next if error.__traceback__ else None  # without the frame of this file
    while step is not None:
        code = step.tb_frame.f_code
        file = code.co_filename
        if not _is_importlib(file):
            frames.append((file, step.tb_lineno, code.co_qualname))
        step = step.tb_next
    syntax = (error.filename, error.lineno) if isinstance(error, SyntaxError) else None
    return name, message, tuple(frames[-_FRAMES:]), syntax


def serve(limit: int, file: str) -> None:
    """Say what is loaded, then answer requests until there are no more."""
    os.write(1, (ascii(sorted(sys.modules)) + "\n").encode())
    rest = b""
    while piece := os.read(0, 1 << 16):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            entry, _, folder = line.decode().partition("\t")
            out = (ascii(answer(entry, folder, limit, file)) + "\n").encode()
            while out:
                out = out[os.write(1, out) :]
