"""Decides where we may connect: a strict reading of the URL, then a judgement of each address.

`allow_private` is for the operator's own sources (a plant in his own network, a demo on this machine).
- A network, or an address, opens its addresses to every source, whatever name leads there. A name that leads there
  may then be asked over plain HTTP, on any port, and be a local one (`inverter.local`); where it leads elsewhere, such
  a source is refused.
- A host name opens that one name, not those below it, over HTTP and on any port too, wherever it leads among public
  and private unicast addresses.
- `localhost` comes with 127.0.0.1 and ::1: all three are this machine.
- Cloud metadata stays closed unless an entry is exactly that address.
"""

import re
import unicodedata
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import quote

import msgspec

from quelia.domain.errors import AddressRefused
from quelia.sources.address import METADATA, NAT64, REACHABLE, Address, Network, embedded, fault, network, sort
from quelia.sources.host import METADATA_NAMES, is_local, read_host

_DEFAULT_PORTS = {"http": 80, "https": 443}
_URL = re.compile(
    r"(https?)://([^/?#\\@\[\]:]+|\[[^\]/?#\\@]*\])(?::([1-9][0-9]{0,4}))?(/[^?#]*)?(?:\?([^#]*))?", re.I | re.A
)
_BREAKS = re.compile(r"%0[0ad]", re.I | re.A)  # an encoded NUL, LF or CR has no place in an address
_BARE_SIX = re.compile(r"[0-9A-F.]*:[0-9A-F.]*:[0-9A-F:.]*", re.I | re.A)
_LONGEST = 4096
_MOST_TARGETS = 20_000  # remembered; more than a process polls
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


class Target(msgspec.Struct, frozen=True):
    """A URL that may be asked. host: ASCII, without brackets. address: the host where it is a literal address.

    named: the operator listed this very host. restricted: only addresses of the listed networks will do.
    """

    scheme: str
    host: str
    port: int
    url: str
    address: str | None
    named: bool = False
    restricted: bool = False

    @property
    def endpoint(self) -> str:
        """Scheme, host and port, for messages: a path or a query may hold a key."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


class Guard:
    """Decides where we may connect.

    allow_private: host names and networks, see above. ports: those for everybody else.
    deny: host names and networks that are never reached; it beats `allow_private`.
    own: hosts or addresses, each with its port, at which we listen ourselves: never reached either.
    nat64: whether public IPv4 addresses may be reached by NAT64, for hosting without IPv4.
    Raises ValueError for an entry that is neither a host name nor a network.
    """

    def __init__(
        self,
        *,
        allow_private: Sequence[str] = (),
        ports: Sequence[int] = (443, 8443),
        deny: Sequence[str] = (),
        own: Sequence[tuple[str, int]] = (),
        nat64: bool = False,
    ) -> None:
        self._names, self._networks = _entries(allow_private)
        self._denied_names, self._denied_networks = _entries(deny)
        if any(ip_address(local) in opened for opened in self._networks for local in ("127.0.0.1", "::1")):
            self._names |= {"localhost"}
        self._own = frozenset((host.lower(), port) for host, port in own)
        self._ports = frozenset(ports)
        self._nat64 = nat64
        self._targets: dict[str, Target] = {}

    def target(self, url: str) -> Target:
        """Read `url` strictly. Raises AddressRefused."""
        known = self._targets.get(url)
        if known is not None:
            return known
        target = self._read(url)
        if len(self._targets) >= _MOST_TARGETS:
            self._targets.clear()
        self._targets[url] = target
        return target

    def check_address(self, target: Target, address: str) -> None:
        """Judge one address that `target` leads to, at resolution and again at the dial. Raises AddressRefused."""
        try:
            ip = ip_address(address)
        except ValueError as error:  # a zone (fe80::1%eth0) and whatever else a resolver may say
            raise AddressRefused("no_address", host=target.host) from error
        kind = fault(ip)
        problem = self._fault(target, ip, kind)
        if problem is not None:
            place = f"{target.host} ({ip})" if target.address is None else str(ip)
            raise AddressRefused(problem, place=place, kind=kind or "")

    def _fault(self, target: Target, ip: Address, kind: str | None) -> str | None:
        """kind: why `ip` is not a public address, None for a public one."""
        if (str(ip), target.port) in self._own:
            return "own"
        if any(ip in denied for denied in self._denied_networks):
            return "closed"
        opened = [network for network in self._networks if ip in network]
        if ip in METADATA and not any(network.num_addresses == 1 for network in opened):
            return "metadata"
        if opened:
            return None
        if target.restricted:
            return "outside"
        if kind is None or (kind in REACHABLE if target.named else self._public_by_nat64(ip)):
            return None
        return sort(ip, kind)

    def _public_by_nat64(self, ip: Address) -> bool:
        inside = embedded(ip) if self._nat64 and ip.version == 6 and ip in NAT64 else None
        return inside is not None and fault(inside[1]) is None

    def _read(self, url: str) -> Target:
        scheme, host, literal, port, rest = _split(url)
        named = host in self._names
        if (host, port) in self._own:
            raise AddressRefused("own", place=f"{host}:{port}")
        if host in self._denied_names:
            raise AddressRefused("closed", place=host)
        if host in METADATA_NAMES and not named:
            raise AddressRefused("metadata", place=host)
        free = named or (literal is not None and any(literal in network for network in self._networks))
        problem = None if free else self._needs_private(scheme, host, literal, port)
        # with networks open, a name may yet lead into one of them: the address will tell
        restricted = problem is not None and literal is None and bool(self._networks)
        shown = f"[{host}]" if ":" in host else host
        origin = f"{scheme}://{shown}" if port == _DEFAULT_PORTS[scheme] else f"{scheme}://{shown}:{port}"
        target = Target(scheme, host, port, origin + rest, host if literal else None, named, restricted)
        if literal is not None:
            self.check_address(target, host)  # first: of a private address, HTTPS would be no cure
        if problem is not None and not restricted:
            ports = ", ".join(map(str, sorted(self._ports)))
            raise AddressRefused(problem, host=host, port=str(port), ports=ports)
        return target

    def _needs_private(self, scheme: str, host: str, literal: Address | None, port: int) -> str | None:
        if literal is None and is_local(host):
            return "local_name"
        if scheme != "https":
            return "https"
        return "port" if port not in self._ports else None


def host_and_port(url: str) -> tuple[str, int]:
    """The host as it is compared, and the port. Raises AddressRefused where `url` is ambiguous."""
    _, host, _, port, _ = _split(url)
    return host, port


def _split(url: str) -> tuple[str, str, Address | None, int, str]:
    """Scheme, host, literal address, port, and path with query, of a URL in which nothing is ambiguous."""
    problem = _ambiguous(url)
    if problem is not None:
        raise AddressRefused(problem)
    parts = _URL.fullmatch(url)
    if parts is None:
        raise AddressRefused(_misshapen(url))
    scheme = parts[1].lower()
    host, literal = read_host(parts[2])
    port = int(parts[3]) if parts[3] else _DEFAULT_PORTS[scheme]
    if port > 65535:
        raise AddressRefused("port_form")
    rest = (parts[4] or "/") + (f"?{parts[5]}" if parts[5] else "")
    return scheme, host, literal, port, quote(rest, safe=_PRINTABLE)


def _ambiguous(url: str) -> str | None:
    """What in `url` two programs could read differently."""
    if len(url) > _LONGEST:
        return "too_long"
    if any(unicodedata.category(char)[0] in "CZ" for char in url):
        return "characters"
    if "\\" in url:
        return "backslash"
    return "line_break" if _BREAKS.search(url) else None


def _misshapen(url: str) -> str:
    """Why a URL is none that we know: the likely slip, for whoever typed it."""
    scheme, _, rest = url.partition("://")
    if scheme.lower() not in _DEFAULT_PORTS:
        return "scheme"
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        return "userinfo"
    if "#" in rest:
        return "fragment"
    if _BARE_SIX.fullmatch(authority) or authority.count("[") != authority.count("]"):
        return "host_brackets"
    return "port_form" if re.fullmatch(r"(?:[^:\[\]]+|\[[^\]]*\]):.*", authority) else "form"


def _entries(texts: Sequence[str]) -> tuple[frozenset[str], tuple[Network, ...]]:
    """Host names and networks of a setting."""
    networks = {text: network(text.strip("[]")) for text in texts}
    names = []
    for text, found in networks.items():
        if found is None:
            try:
                names.append(read_host(text)[0])
            except AddressRefused as error:
                raise ValueError(f"{text!r} is neither a host name nor a network") from error
    return frozenset(names), tuple(found for found in networks.values() if found is not None)
