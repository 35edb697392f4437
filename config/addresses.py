"""Where a request came from: behind proxies that we trust, and from which website."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
VISITOR_PREFIX_V6 = 64
"""One household or phone has a whole /64: limits count it as one address."""


def client_address(peer: str, forwarded: str, trusted: Sequence[str]) -> str:
    """The last address that is no trusted proxy, read from the right: what a stranger put in front is not believed."""
    address = peer
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    while hops and is_within(address, tuple(trusted)):
        hop = read_address(hops.pop())
        if hop is None:
            break
        address = hop
    return address


def is_own_origin(origin: str, host: str, public_url: str | None) -> bool:
    """Whether a page of that origin is one of ours: of the address that is set, else of the one that was asked."""
    if public_url:
        return origin == public_url
    return host != "" and origin in (f"http://{host}", f"https://{host}")


def is_within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in parse_networks(networks))


@lru_cache(maxsize=16)
def parse_networks(networks: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(network, strict=False) for network in networks)


def read_address(hop: str) -> str | None:
    """The address of one hop as proxies write it: with or without port, brackets around IPv6."""
    bare = hop.strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return None


def limited_address(address: str) -> str:
    """What a limit counts: an IPv4 address, or the network that an IPv6 address belongs to."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, VISITOR_PREFIX_V6), strict=False))
    return str(parsed)
