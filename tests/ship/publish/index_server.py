"""A small index over real HTTP that behaves as PyPI does, and fails when it is told to."""

import base64
import hashlib
import json
import re
import threading
from collections import deque
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Index:
    """What an index holds, what was asked of it, and what it is to do next."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, bytes]] = {}
        self.forms: list[dict[str, list[str]]] = []
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.logins: list[str | None] = []
        self.secret: str | None = "secret-token"
        self.faults: deque[str] = deque()
        """What to do to the next uploads: a status, ``drop before``, ``lost answer``, ``redirect``."""
        self.html = False
        self.hashes = True
        self.hidden = False
        """Whether the pages do not show yet what was uploaded, as behind a cache."""
        self.audience = "testindex"
        self.minted: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def upload(self) -> str:
        return f"{self.address}/legacy/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def page(self, project: str) -> tuple[str, bytes] | None:
        held = {} if self.hidden else self.files.get(project)
        if held is None or (self.hidden and project not in self.files):
            return None
        if self.html:
            rows = "".join(
                f'<a href="../../files/{name}{"#sha256=" + _sha256(data) if self.hashes else ""}">{name}</a>'
                for name, data in held.items()
            )
            return "text/html", f"<!DOCTYPE html><html><body>{rows}</body></html>".encode()
        listed = [
            {
                "filename": name,
                "url": f"/files/{name}",
                "hashes": {"sha256": _sha256(data)} if self.hashes else {},
            }
            for name, data in held.items()
        ]
        document = {"meta": {"api-version": "1.3"}, "name": project, "files": listed}
        return "application/vnd.pypi.simple.v1+json", json.dumps(document).encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _handler(index: Index) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - one small method each
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            index.requests.append(("GET", self.path, dict(self.headers)))
            if self.path == "/simple/":
                self._say(200, b"<html></html>", "text/html")
                return
            if self.path == "/_/oidc/audience":
                self._say(200, json.dumps({"audience": index.audience}).encode(), "application/json")
                return
            if self.path.startswith("/identity"):
                self._identity()
                return
            parts = self.path.strip("/").split("/")
            page = index.page(parts[1]) if parts[0] == "simple" and len(parts) == 2 else None
            if page is None:
                self._say(404, b"Not Found", "text/plain")
            else:
                self._say(200, page[1], page[0])

        def _identity(self) -> None:
            # The service that runs a workflow: it signs for whoever has its token.
            if self.headers["Authorization"] != "bearer request-token":
                self._say(403, b"{}", "application/json")
                return
            audience = self.path.rpartition("audience=")[2]
            claims = base64.urlsafe_b64encode(json.dumps({"aud": audience}).encode()).rstrip(b"=").decode()
            self._say(200, json.dumps({"value": f"e30.{claims}.sig"}).encode(), "application/json")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/_/oidc/mint-token":
                token = json.loads(body)["token"]
                index.minted.append(token)
                if index.audience == "refused":
                    errors = [{"code": "invalid-publisher", "description": "no publisher matches"}]
                    self._say(
                        422, json.dumps({"message": "no", "errors": errors}).encode(), "application/json"
                    )
                else:
                    self._say(200, json.dumps({"token": "secret-token"}).encode(), "application/json")
                return
            index.requests.append(("POST", self.path, dict(self.headers)))
            self._upload(body)

        def _upload(self, body: bytes) -> None:
            fault = index.faults.popleft() if index.faults else ""
            if fault == "drop before":
                self.close_connection = True
                return
            if fault == "redirect":
                self.send_response(307)
                self.send_header("Location", "http://elsewhere.example/legacy/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if fault.isdigit():
                self._say(
                    int(fault), b"<html><title>Try again</title></html>", "text/html", {"Retry-After": "0"}
                )
                return
            login = self.headers["Authorization"]
            index.logins.append(login)
            if index.secret is not None:
                wanted = "Basic " + base64.b64encode(f"__token__:{index.secret}".encode()).decode()
                if login != wanted:
                    text = f"Invalid or non-existent authentication information: {login}".encode()
                    self._say(403, text, "text/plain")
                    return
            self._take(body, fault)

        def _take(self, body: bytes, fault: str) -> None:
            form, name, content = _parse(self.headers["Content-Type"], body)
            index.forms.append(form)
            project = re.sub(r"[-_.]+", "-", form["name"][0]).lower()
            held = index.files.setdefault(project, {})
            if _sha256(content) != form["sha256_digest"][0]:
                self._say(400, b"The digest supplied does not match", "text/plain")
            elif name in held and held[name] != content:
                self._say(400, b"File already exists", "text/plain")
            elif name in held and fault == "conflict":
                self._say(409, b"File already exists", "text/plain")
            else:
                held[name] = content
                if fault == "lost answer":
                    self.close_connection = True
                    return
                self._say(200, b"OK", "text/plain")

        def _say(self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (more or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _parse(kind: str, body: bytes) -> tuple[dict[str, list[str]], str, bytes]:
    """Take a form apart: its fields, and the name and bytes of its file."""
    message = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=HTTP)
    form: dict[str, list[str]] = {}
    name, content = "", b""
    for part in message.iter_parts():  # type: ignore[attr-defined]
        data = part.get_payload(decode=True)
        if part.get_filename():
            name, content = part.get_filename(), data
        else:
            field = part.get_param("name", header="content-disposition")
            form.setdefault(field, []).append(data.decode())
    return form, name, content
