"""The address that the server listens on, taken before it is printed, and as a browser can open it."""

import ipaddress
import socket
from collections.abc import Iterable

QUEUE = 2048  # connections that may wait to be accepted


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 is any free one. Raises OSError, or UnicodeError for what is no name.

    Its connections send at once (TCP_NODELAY): else the body of an answer waits 40 ms for the client to acknowledge the
    head. asyncio sets this itself, but not for a socket that it was given.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def lengthen_queues(listening: Iterable[socket.socket]) -> None:
    """Lets more connections wait than asyncio accepts in one go, for which it uses the same number."""
    for each in listening:
        each.listen(QUEUE)


def url_of(listening: socket.socket, host: str) -> str:
    """What to open in a browser on this machine: 0.0.0.0 means all addresses, of which one is the loopback."""
    address, port = listening.getsockname()[:2]
    if ipaddress.ip_address(address.partition("%")[0]).is_unspecified:
        host = "::1" if ":" in address else "127.0.0.1"
    return f"http://[{host.replace('%', '%25')}]:{port}" if ":" in host else f"http://{host}:{port}"
