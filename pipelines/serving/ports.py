"""Ports that servers listen at."""

from __future__ import annotations

import socket

from ...data.errors import NacreError


def check_free(host: str, port: int) -> None:
    """Refuse a port that another program holds, before anything is started.

    Raises
    ------
    NacreError
        Where the port is taken or the address is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise NacreError(f"Nothing can listen at {host}:{port}: {reason}.", hint="Name another --port.") from None
