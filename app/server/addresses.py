"""Visitors' addresses, as limits count them."""

from ipaddress import IPv6Address, IPv6Network

from starlette.types import Scope

LONGEST = 64  # characters of a name that is no address


def address_of(scope: Scope) -> str:
    """The client's address; behind a proxy, uvicorn has put the visitor's there.

    Of an IPv6 address the first 64 bits count: the other 64 are the visitor's to choose.
    """
    host = scope["client"][0] if scope.get("client") else "unknown"
    if ":" not in host:
        return str(host[:LONGEST])
    try:
        address = IPv6Address(host.partition("%")[0])
    except ValueError:
        return str(host[:LONGEST])
    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))
