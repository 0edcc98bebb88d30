"""Which addresses of the Internet are public, by tables of our own.

`ipaddress` is not enough: what it calls global changes between Python versions and leaves NAT64, 6to4, multicast and
others in. IPv4 is public except for the ranges below; IPv6 is refused except for the part that is given out, less the
ranges below.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# what an operator may mean when he names a host: the private unicast addresses, and nothing stranger
REACHABLE = frozenset({"loopback", "private", "link-local", "shared (carrier)", "unique local"})
_OF_PRIVATE_NETWORKS = REACHABLE - {"loopback"} | {"site-local"}

_V4 = tuple(
    (IPv4Network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared (carrier)"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "multicast tunnels"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmark"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)

_V6_GIVEN_OUT = IPv6Network("2000::/3")
_V6 = tuple(
    (IPv6Network(network), kind)
    for network, kind in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("100::/64", "discard"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "documentation"),
        ("2620:4f:8000::/48", "AS112"),
        ("3ffe::/16", "former test network"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)

# network, what it is called, how many bits the IPv4 address is shifted to the left, whether it stands inverted
_EMBEDDINGS = tuple(
    (IPv6Network(network), kind, shift, inverted)
    for network, kind, shift, inverted in (
        ("::ffff:0:0/96", "IPv4-mapped", 0, False),
        ("::ffff:0:0:0/96", "IPv4-translated", 0, False),
        ("64:ff9b::/96", "NAT64", 0, False),
        ("64:ff9b:1::/48", "local NAT64", 0, False),
        ("2001::/32", "Teredo", 0, True),
        ("2002::/16", "6to4", 80, False),
        ("::/96", "IPv4-compatible", 0, False),
    )
)
NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)

# Where clouds hand out credentials; some are in public ranges, others in ranges an operator may open
METADATA: frozenset[Address] = frozenset(
    [IPv4Address(text) for text in ("169.254.169.253", "169.254.169.254", "169.254.170.2", "169.254.170.23")]
    + [IPv4Address(text) for text in ("100.100.100.200", "192.0.0.192", "168.63.129.16")]
    + [IPv6Address(text) for text in ("fd00:ec2::254", "fd00:ec2::253", "fd00:ec2::23", "fd20:ce::254")]
    + [IPv6Address("fe80::a9fe:a9fe")]
)


def embedded(address: IPv6Address) -> tuple[str, IPv4Address] | None:
    """The IPv4 address that `address` carries and what such an address is called; None where it carries none."""
    number = int(address)
    if number <= 1:
        return None  # :: and ::1 are addresses of their own
    for network, kind, shift, inverted in _EMBEDDINGS:
        if address in network:
            inner = number >> shift & 0xFFFFFFFF
            return kind, IPv4Address(inner ^ 0xFFFFFFFF if inverted else inner)
    if number >> 32 & 0xFFFFFFFF in _ISATAP:
        return "ISATAP", IPv4Address(number & 0xFFFFFFFF)
    return None


def fault(address: Address) -> str | None:
    """Why `address` is not a public one, in a few words; None for a public one. Every embedding is refused."""
    if address in METADATA:
        return "cloud metadata"
    if isinstance(address, IPv4Address):
        return next((kind for network, kind in _V4 if address in network), None)
    inside = embedded(address)
    if inside is not None:
        kind, inner = inside
        return f"{kind} of {inner}"
    kinds = (kind for network, kind in _V6 if address in network)
    return next(kinds, None if address in _V6_GIVEN_OUT else "reserved")


def sort(address: Address, kind: str) -> str:
    """What `kind` amounts to for whoever has to change the address: loopback, private, embedded or reserved."""
    if kind == "loopback":
        return kind
    if kind in _OF_PRIVATE_NETWORKS:
        return "private"
    return "embedded" if isinstance(address, IPv6Address) and embedded(address) is not None else "reserved"


def network(text: str) -> Network | None:
    """`text` as a network, a lone address being the smallest one; None where it is neither.

    Raises ValueError for a network with bits after its mask, such as 10.1.2.3/8: which of the two was meant?
    """
    try:
        return ip_network(text)
    except ValueError:
        if "/" in text:
            raise
        return None
