"""A server of wheels that knows ranges, or does not, and remembers what was fetched."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class WheelServer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ranges = True
        self.lies = False
        """Whether it says a length that is not that of the file."""
        self.fetched: list[tuple[str, int]] = []
        """Names of files, each with the number of bytes that were sent."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(server: WheelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            file = server.folder / self.path.strip("/")
            if not file.is_file():
                self._say(404, b"", {})
                return
            data = file.read_bytes()
            wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
            if not server.ranges or wanted is None:
                server.fetched.append((file.name, len(data)))
                self._say(200, data, {})
                return
            first, last = wanted[1], wanted[2]
            start = int(first) if first else max(len(data) - int(last), 0)
            end = min(int(last) + 1, len(data)) if first and last else len(data)
            size = 7 if server.lies else len(data)
            server.fetched.append((file.name, end - start))
            self._say(206, data[start:end], {"Content-Range": f"bytes {start}-{end - 1}/{size}"})

        def _say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler
