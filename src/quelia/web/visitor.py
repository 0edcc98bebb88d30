"""Who asks: the address of a visitor, also where proxies stand between him and us."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

_IPV6_HOUSEHOLD = 64  # bits: whoever has one IPv6 address has 2^64 of them


class Proxies:
    """Proxies whose word about a visitor's address is taken. Raises ValueError for what is no address or network."""

    def __init__(self, trusted: Sequence[str]) -> None:
        self._networks: tuple[IPv4Network | IPv6Network, ...] = tuple(
            ip_network(text, strict=False) for text in trusted
        )
        self.trusts = lru_cache(maxsize=1024)(self._trusts)

    def visitor(self, peer: str, forwarded: Sequence[str]) -> str:
        """The visitor behind `peer`, the address at the other end of the connection.

        forwarded: the X-Forwarded-For headers. Each proxy adds whom it heard from at the end, so that the last one that
        is no proxy of ours is the first that nobody of ours vouches for: that is the visitor.
        """
        if not self._networks or not self.trusts(peer):
            return peer
        hops = [hop.strip() for line in forwarded for hop in line.split(",") if hop.strip()]
        visitor = peer
        for hop in reversed(hops):
            address = _address(hop)
            if address is None:
                break  # a proxy of ours never writes such a thing: what stands before it is made up
            visitor = address
            if not self.trusts(address):
                break
        return visitor

    def _trusts(self, text: str) -> bool:
        try:
            address = ip_address(text)
        except ValueError:
            return False
        if address.version == 6 and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self._networks)


def household(address: str) -> str:
    """What limits count by: an IPv4 address, or the network that one IPv6 customer has for himself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed) >> 64 << 64, _IPV6_HOUSEHOLD)).network_address)


def _address(hop: str) -> str | None:
    """`hop` as an address, without the port that some proxies add."""
    for text in (hop, hop.strip("[]"), hop.rpartition(":")[0].strip("[]")):
        try:
            return str(ip_address(text))
        except ValueError:
            continue
    return None
