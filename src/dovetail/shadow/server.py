"""The other end of the hook: a thread for each process that is followed answers its messages."""

from __future__ import annotations

import ast
import socket
from threading import Lock, Thread
from typing import Any

from dovetail.environment.target import NEWEST, OLDEST
from dovetail.shadow.answering import answer, environment_of
from dovetail.shadow.explanation import explain
from dovetail.shadow.record import Difference, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from dovetail.environment.environment import Environment

_SAME, _OTHER = b"1", b"0"


class Server:
    """Answers at a socket until it is closed; what it learns is in ``record``."""

    def __init__(self, address: str) -> None:
        self.record = Record()
        self._lock = Lock()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(address)
        self._listener.listen(64)
        self._threads: list[Thread] = []
        Thread(target=self._accept, daemon=True).start()

    def close(self, patience: float) -> None:
        """Stop to listen, and wait so many seconds for each process that is still there."""
        self._listener.close()
        for thread in self._threads:
            thread.join(patience)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        process = _Process(self.record, self._lock)
        try:
            with connection, connection.makefile("rb") as lines:
                self._converse(process, connection, lines)
        except OSError:  # it ended in the middle of a message
            pass
        with self._lock:
            self.record.missed += process.missed
            self.record.alive[process.pid] -= 1

    @staticmethod
    def _converse(process: _Process, connection: socket.socket, lines: BinaryIO) -> None:
        for line in lines:
            if not line.endswith(b"\n"):
                return
            process.missed, message = ast.literal_eval(line.decode("ascii"))
            connection.sendall(process.hear(*message))


class _Process:
    """One process, as far as it has told of itself."""

    def __init__(self, record: Record, lock: Lock) -> None:
        self.missed = 0
        self._record = record
        self._lock = lock
        self.pid = 0
        self._version = ""
        self._environment: Environment | None = None
        self._pending: Difference | None = None

    def hear(self, verb: str, *said: Any) -> bytes:
        """Take in a message and return the answer."""
        if verb == "hello":
            self._hello(*said)
        elif verb == "start":
            with self._lock:
                self._record.programs.append([said[0], *said[1]])
        elif verb == "find" and self._environment is not None:
            return self._find(self._environment, *said)
        elif verb == "afresh" and self._environment is not None:
            self._afresh(self._environment, *said)
        return _SAME

    def _hello(self, how: str, pid: int, version: Any, *about: Any) -> None:
        platform, implementation, magic, *suffixes = about
        self.pid, self._version = pid, f"{version[0]}.{version[1]}"
        with self._lock:
            self._record.alive[pid] += 1
        if implementation == "cpython" and OLDEST <= version[:2] <= NEWEST:
            self._environment = environment_of(version, platform, magic, tuple(suffixes))
        else:
            name = f"{implementation} {self._version}"
            with self._lock:
                self._record.unsupported[name] = self._record.unsupported.get(name, 0) + 1
            return
        with self._lock:
            if how == "started" and self._record.alive[pid] > 1:
                self._record.interpreters += 1
            elif how == "started":
                self._record.processes[self._version] = self._record.processes.get(self._version, 0) + 1
            self._record.forks += how == "forked"

    def _find(self, environment: Environment, name: Any, path: Any, *state: Any) -> bytes:
        folder, check, cached, right = state
        finders = {entry: finder for entry, finder in cached if isinstance(entry, str)}
        ours, foreign = _ask(environment._replace(finders=finders), name, path, folder, check)
        with self._lock:
            self._record.calls[self._version] = self._record.calls.get(self._version, 0) + 1
            self._record.identical += ours == right
            self._record.unknown += foreign is not None
            self._record.unknown_identical += foreign is not None and ours == right
        if ours == right:
            return _SAME
        self._pending = Difference(self._version, self.pid, name, path, folder, check, foreign, right, ours)
        with self._lock:
            self._record.differences.append(self._pending)
        return _OTHER

    def _afresh(self, environment: Environment, emptied: Any, standard: Any, hooks: list[str]) -> None:
        """Complete the last difference; dovetail is asked again, for another process may have been busy."""
        last = self._pending
        if last is None:
            return
        again, _ = _ask(environment, last.name, last.path, last.folder, last.check_hash_based_pycs)
        last.empty_caches, last.standard_hooks, last.hooks = emptied, standard, hooks
        last.explanation = explain(last, again)
        self._pending = None


def _ask(
    environment: Environment, name: Any, path: list[Any], folder: str | None, check: str
) -> tuple[Any, str | None]:
    """Return dovetail's answer, and the finder that makes it unknown; none for a name that is no text."""
    if not isinstance(name, str):
        return ("arguments",), None
    texts = [entry for entry in path if isinstance(entry, str)]
    flags = environment.flags._replace(check_hash_based_pycs=check)
    try:
        return answer(name, texts, environment._replace(folder=folder, flags=flags))
    except Exception as error:  # noqa: BLE001 - it must never raise, and if it does it is a difference
        return ("dovetail raises", repr(error)), None
