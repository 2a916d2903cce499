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

sys.modules.pop("_socket", None)  # the program finds what it would find without this
_external = sys.modules["_frozen_importlib_external"]
_PathFinder = getattr(_external, "PathFinder")  # noqa: B009 - no stub knows the module
_STARTS = {"subprocess.Popen": 1, "os.exec": 1, "os.posix_spawn": 1}
"""The audit events that mean another program, and where its arguments stand."""
_FLAGS = ("isolated", "ignore_environment", "no_site")


class Line:
    """The connection to the server; a forked child opens one of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.pid = 0
        self.ends = -1
        self.name: "str | None" = None
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
    flags = [name for name in _FLAGS if getattr(sys.flags, name)]
    about = (tuple(sys.version_info[:3]), sys.platform, sys.implementation.name)
    suffixes = (_imp.extension_suffixes(), _external.SOURCE_SUFFIXES, _external.BYTECODE_SUFFIXES)
    return (flags, *about, _external.MAGIC_NUMBER, *map(list, suffixes))


def _texts(entries: object) -> "list[object]":
    """Return what of a path can be sent: strings, bytes, and the type of anything else."""
    found: list[object] = []
    for entry in entries:  # type: ignore[attr-defined] - whatever it is, PathFinder loops over it too
        if isinstance(entry, str):
            found.append(str.__str__(entry))
        else:
            found.append(bytes(entry) if isinstance(entry, bytes) else (type(entry).__name__,))
    return found


def _spec(spec: "object") -> "tuple[object, ...] | None":
    """Return what the server compares of a spec."""
    if spec is None:
        return None
    locations = spec.submodule_search_locations  # type: ignore[attr-defined]
    if locations is not None:
        # To loop over the path of a namespace package searches again.
        locations = _texts(getattr(locations, "_path", locations))
    loader = spec.loader  # type: ignore[attr-defined]
    if loader is None:
        return ("namespace", locations)
    origin = spec.origin  # type: ignore[attr-defined]
    if origin is not None and not isinstance(origin, str):
        origin = (type(origin).__name__,)
    kind = loader if isinstance(loader, type) else type(loader)
    return ("module", origin, locations, kind.__name__)


def _afresh(search: object, hooks: "list[object]") -> object:
    """Return the answer that a search gives with other path hooks and with caches that are empty."""
    archives = getattr(sys.modules.get("zipimport"), "_zip_directory_cache", {})
    kept = (sys.path_importer_cache, sys.path_hooks, dict(archives))
    try:
        sys.path_importer_cache, sys.path_hooks = {}, hooks
        archives.clear()
        try:
            return _spec(search())  # type: ignore[operator]
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            return ("raises", type(error).__name__)
    finally:
        sys.path_importer_cache, sys.path_hooks = kept[0], kept[1]
        archives.clear()
        archives.update(kept[2])


def _folder() -> "str | None":
    try:
        return posix.getcwd()
    except OSError:
        return None


def follow(address: str) -> None:
    """Report all searches of this process, and all programs that it starts, to the server at ``address``."""
    line = Line(address)
    standard = list(sys.path_hooks)
    original = _PathFinder.__dict__["find_spec"].__func__

    def find_spec(cls: object, fullname: str, path: object = None, target: object = None) -> object:
        if path is not None and not isinstance(path, (list, tuple)) and not hasattr(path, "_path"):
            path = list(path)  # type: ignore[call-overload] - what can be looped over once
        answer: object
        spec = failure = None
        try:
            spec = original(cls, fullname, path, target)
            answer = _spec(spec)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            failure = error
            answer = ("raises", type(error).__name__)
        report(cls, fullname, path, target, answer)
        if failure is not None:
            try:
                raise failure
            finally:
                failure = None
        return spec

    def report(cls: object, fullname: str, path: object, target: object, answer: object) -> None:
        try:
            entries = _texts(sys.path if path is None else path)
            name = str.__str__(fullname) if isinstance(fullname, str) else (type(fullname).__name__,)
            if line.tell("find", name, entries, _folder(), answer) == b"0":
                hooks = list(sys.path_hooks)

                def search() -> object:
                    return original(cls, fullname, path, target)

                names = [getattr(hook, "__qualname__", type(hook).__name__) for hook in hooks]
                line.tell("afresh", _afresh(search, hooks), _afresh(search, list(standard)), names)
        except Exception:  # noqa: BLE001 - the program must not notice
            line.missed += 1

    def audit(event: str, arguments: "tuple[object, ...]") -> None:
        if event in _STARTS:
            try:
                words = [str(word) for word in arguments[1]]  # type: ignore[attr-defined]
                line.tell("start", str(arguments[0]), words)
            except Exception:  # noqa: BLE001 - the program must not notice
                line.missed += 1

    if original.__module__ == __name__:
        return  # by a .pth file and by sitecustomize
    _PathFinder.find_spec = classmethod(find_spec)
    sys.addaudithook(audit)
    line.open()


if "address" in globals():  # given by whoever executes this text; see planting.py
    follow(globals()["address"])
