"""Which part of the network a request comes from, for limits."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

# One home or phone holds a whole /64 of IPv6: counting single addresses would count nothing.
IPV6_PREFIX = 64


def client_network(request: HttpRequest) -> str:
    """The caller's IPv4 address or IPv6 /64. Behind a proxy the ASGI server sets it, from trusted proxies only."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)
