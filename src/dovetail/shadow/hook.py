"""What runs in every Python process that a shadow run follows: it reports each search, and waits.

Python 3.8 and later can run it. It is no module there: its text is executed in a namespace of its own, and it
imports nothing but the built-in part of sockets, so that the process stays as it would be. Whatever goes
wrong in it is counted and must not be noticed by the program.

A message is one line, the ``repr`` of a tuple; each is answered by one byte. The process waits for it, and so
the folders are as they were when dovetail looks at them.
"""

import _imp
import _socket
import _thread
import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

sys.modules.pop("_socket", None)  # the program finds what it would find without this
_external = sys.modules["_frozen_importlib_external"]
_PathFinder = getattr(_external, "PathFinder")  # noqa: B009 - no stub knows the module
_STARTS = ("subprocess.Popen", "os.exec", "os.posix_spawn")
"""The audit events that mean another program; its name and its arguments come first."""


class Line:
    """The connection to the server; a forked child opens one of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.pid = 0
        self.ends = -1
        self.name: str | None = None
        self.lock = _thread.allocate_lock()
        self.owner = 0
        self.missed = 0

    def tell(self, *message: object) -> bytes:
        """Send a message and return the answer; empty if nobody listens, or in the middle of another."""
        if posix.getpid() != self.pid:
            self.lock = _thread.allocate_lock()  # whoever held it is not in this process
            self.owner = 0
            self.open()
        if self.owner == _thread.get_ident():  # a destructor that imports
            self.missed += 1
            return b""
        with self.lock:
            self.owner = _thread.get_ident()
            try:
                return self.exchange(message)
            except BaseException as error:
                self.missed += 1
                self.open()
                if not isinstance(error, Exception):
                    raise  # an interrupt belongs to the program
                return b""
            finally:
                self.owner = 0

    def exchange(self, message: object) -> bytes:
        """Write one line and read one byte. Raises `OSError`."""
        data = repr((self.missed, message)).encode("ascii", "backslashreplace") + b"\n"
        while data:
            data = data[posix.write(self.ends, data) :]
        answer = posix.read(self.ends, 1)
        if not answer:
            raise OSError
        return answer

    def open(self) -> None:
        """Connect, and say who this is: without a connection, every message is missed."""
        how = "started" if not self.pid else "again" if self.pid == posix.getpid() else "forked"
        # Who closes all that is open may have opened something else under this number.
        if self.ends >= 0 and _opened(self.ends) == self.name:
            posix.close(self.ends)
        self.pid, self.ends = posix.getpid(), -1
        try:
            connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
            connection.connect(self.address)
            self.ends = connection.detach()  # it would warn at the end that nobody closed it
            self.name = _opened(self.ends)
            self.exchange(("hello", how, self.pid, *_this()))
        except OSError:
            pass


def _opened(number: int) -> "str | None":
    try:
        return posix.readlink(f"/proc/self/fd/{number}")
    except OSError:
        return None


def _this() -> "tuple[object, ...]":
    """Return what the server must know of this interpreter."""
    about = (tuple(sys.version_info[:3]), sys.platform, sys.implementation.name)
    suffixes = (_imp.extension_suffixes(), _external.SOURCE_SUFFIXES, _external.BYTECODE_SUFFIXES)
    return (*about, _external.MAGIC_NUMBER, *map(list, suffixes))


def _texts(entries: "Any") -> "list[object]":
    """Return what of a path can be sent: strings, bytes, and the type of anything else."""
    found: list[object] = []
    for entry in entries:
        if isinstance(entry, str):
            found.append(str.__str__(entry))
        else:
            found.append(bytes(entry) if isinstance(entry, bytes) else (type(entry).__name__,))
    return found


def _spec(spec: "Any") -> "tuple[object, ...] | None":
    """Return what the server compares of a spec."""
    if spec is None:
        return None
    locations = spec.submodule_search_locations
    if locations is not None:
        # To loop over the path of a namespace package searches again.
        locations = _texts(getattr(locations, "_path", locations))
    if spec.loader is None:
        return ("namespace", locations)
    origin = spec.origin
    if origin is not None and not isinstance(origin, str):
        origin = (type(origin).__name__,)
    kind = spec.loader if isinstance(spec.loader, type) else type(spec.loader)
    return ("module", origin, locations, kind.__name__)


def _outcome(search: "Any") -> "tuple[Any, Exception | None, object]":
    """Return the spec that a search gives or the exception that it raises, and the same to be sent."""
    try:
        spec = search()
        return spec, None, _spec(spec)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        return None, error, ("raises", type(error).__name__)


def _afresh(search: "Any", hooks: "Any") -> object:
    """Return the answer that a search gives with other path hooks and with caches that are empty."""
    archives = getattr(sys.modules.get("zipimport"), "_zip_directory_cache", {})
    kept = (sys.path_importer_cache, sys.path_hooks, dict(archives))
    try:
        sys.path_importer_cache, sys.path_hooks = {}, hooks
        archives.clear()
        return _outcome(search)[2]
    finally:
        sys.path_importer_cache, sys.path_hooks = kept[0], kept[1]
        archives.clear()
        archives.update(kept[2])


def _finders(entries: "list[object]") -> "list[tuple[object, str | None]]":
    """Return the entries that have no finder, and those with one that is not Python's own, with its class."""
    found: list[tuple[object, str | None]] = []
    cached: Any = sys.path_importer_cache
    for entry in entries:
        finder = cached.get(entry or _folder(), cached)
        kind = type(finder)
        if finder is None:
            found.append((entry, None))
        elif finder is not cached and kind is not _external.FileFinder and kind.__module__ != "zipimport":
            found.append((entry, f"{kind.__module__}.{kind.__name__}"))
    return found


def _folder() -> "str | None":
    try:
        return posix.getcwd()
    except OSError:
        return None


class Follower:
    """Reports the searches of this process, and the programs that it starts."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.standard = list(sys.path_hooks)
        self.announced: list[str] | None = None

    def report(self, name: "Any", path: "Any", answer: object, search: "Any") -> None:
        """Report one search that is over; where dovetail answers otherwise, also what may explain it."""
        try:
            entries = _texts(sys.path if path is None else path)
            name = str.__str__(name) if isinstance(name, str) else (type(name).__name__,)
            state = (_folder(), _imp.check_hash_based_pycs, _finders(entries))
            if self.line.tell("find", name, entries, *state, answer) == b"0":
                hooks = list(sys.path_hooks)
                names = [getattr(hook, "__qualname__", type(hook).__name__) for hook in hooks]
                self.line.tell("afresh", _afresh(search, hooks), _afresh(search, list(self.standard)), names)
        except Exception:  # noqa: BLE001 - the program must not notice
            self.line.missed += 1

    def audit(self, event: str, arguments: "Any") -> None:
        """Report that another program is started: an audit hook (PEP 578)."""
        if event in _STARTS:
            try:
                words = [str(word) for word in arguments[1]]
                # `subprocess` may use `os.posix_spawn`: both events mean one program.
                if event == "subprocess.Popen" or words != self.announced:
                    self.line.tell("start", str(arguments[0]), words)
                self.announced = words if event == "subprocess.Popen" else None
            except Exception:  # noqa: BLE001 - the program must not notice
                self.line.missed += 1


def follow(address: str) -> None:
    """Report all searches of this process to the server at ``address``."""
    original = _PathFinder.__dict__["find_spec"].__func__
    if original.__module__ == __name__:
        return  # by a .pth file and by sitecustomize
    follower = Follower(Line(address))

    def find_spec(cls: "Any", fullname: "Any", path: "Any" = None, target: "Any" = None) -> "Any":
        if path is not None and not isinstance(path, (list, tuple)) and not hasattr(path, "_path"):
            path = list(path)  # what can be looped over once

        def search() -> "Any":
            return original(cls, fullname, path, target)

        spec, failure, answer = _outcome(search)
        follower.report(fullname, path, answer, search)
        if failure is not None:
            try:
                raise failure
            finally:
                failure = None  # it holds this frame
        return spec

    _PathFinder.find_spec = classmethod(find_spec)
    sys.addaudithook(follower.audit)
    follower.line.open()


if "address" in globals():  # given by whoever executes this text; see planting.py
    follow(globals()["address"])
