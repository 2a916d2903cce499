"""The server run, until it is told to end."""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

from dovetail.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.ship.index.server.settings import Settings
    from dovetail.ship.index.store import Store


_WAITING = 2048
"""Connections that wait to be accepted."""


def run(store: Store, settings: Settings, host: str, port: int, started: Callable[[str], None]) -> None:
    """Serve an index at an address until SIGINT or SIGTERM; requests under way are answered to the end.

    ``port`` 0 is any that is free. ``started`` is called with the address once it takes connections. Raises
    `UsageError` if the address cannot be had.
    """
    import uvicorn

    from dovetail.ship.index.server.application import Application

    # For the processes that examine uploads: `python -m`, by which they are started, puts the current folder
    # first on the path, and what lies there must never run.
    os.environ["PYTHONSAFEPATH"] = "1"
    application = Application(store, settings)
    try:
        listener = _listener(host, port)
    except OSError as error:
        raise UsageError(
            f"{host}:{port}: {error.strerror or error}", hint="give another --host or --port"
        ) from None
    shown = f"[{host}]" if ":" in host else host
    started(f"http://{shown}:{listener.getsockname()[1]}/")
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=30,
        lifespan="on",
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to an address.

    It says that it is TCP: asyncio sets TCP_NODELAY for those alone that do, and without it the body of an
    answer waits 40 ms for the acknowledgement of its head.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it lets two servers have one address
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        # From now on connections wait until the server has started.
        listener.listen(_WAITING)
    except OSError:
        listener.close()
        raise
    return listener
