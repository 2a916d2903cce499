"""The server run, until it is told to end."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from dovetail.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dovetail.ship.index.server.settings import Settings
    from dovetail.ship.index.store import Store


def run(store: Store, settings: Settings, host: str, port: int, started: Callable[[str], None]) -> None:
    """Serve an index at an address until SIGINT or SIGTERM; requests under way are answered to the end.

    ``port`` 0 is any that is free. ``started`` is called with the address once it takes connections. Raises
    `UsageError` if the address cannot be had.
    """
    import uvicorn

    from dovetail.ship.index.server.application import Application

    application = Application(store, settings)
    try:
        listener = socket.create_server((host, port), family=_family(host), backlog=2048)
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


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
