"""The door: where a gateway listens."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from copark.gateways.connection import Connection
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from copark.gateways.house import House

BACKLOG = 1024  #: Connections the kernel keeps for us; after a power cut all stations call at once.


class PortBusy(Refused):
    """Somebody else listens where we want to."""


async def listen(house: House, host: str, port: int) -> asyncio.Server:
    """Open the door; a busy port is refused with one clear sentence."""
    loop = asyncio.get_running_loop()
    try:
        return await loop.create_server(
            lambda: Connection(house), host, port, backlog=BACKLOG, reuse_address=True
        )
    except OSError as error:
        message = (
            f"The gateway cannot listen on {host}:{port}: {error.strerror or error}. Stop what uses"
            " the port, or choose another one with COPARK_GATEWAY_PORT."
        )
        raise PortBusy("gateway.port", message, host=host, port=port) from error
