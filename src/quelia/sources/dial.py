"""Dialling: a new connection to an owner's server, with our guard at the name and at the socket."""

import asyncio
import hashlib
import socket

from aiohappyeyeballs import AddrInfoType, start_connection

from quelia.domain.errors import AddressRefused, TlsRefused
from quelia.sources.certificate import valid_until
from quelia.sources.guard import Guard, Target
from quelia.sources.names import Resolve
from quelia.sources.tls import ANYBODY, Trust
from quelia.sources.wire import READ_BYTES, Wire

_NEXT_ADDRESS_S = 0.25  # so long one address of a name has, before the next is tried beside it (RFC 8305)


class Dialler:
    """Makes connections, each at an address that the guard let pass. most_bytes: of an answer on them."""

    def __init__(self, guard: Guard, resolve: Resolve, most_bytes: int) -> None:
        self._guard, self._resolve, self._most_bytes = guard, resolve, most_bytes

    async def dial(self, target: Target, trust: Trust | None) -> Wire:
        """A new connection. trust: None where it is not to be over TLS.

        Raises SourceError, or OSError (ssl.SSLError among them) in the library's words.
        """
        transport, wire = await self._joined(target, trust)
        if trust is None:
            return wire
        shown = _shown(transport)
        wire.valid_until = valid_until(shown)
        if trust.pin is not None and hashlib.sha256(shown).digest() != trust.pin:
            wire.abort()
            raise TlsRefused(f"{target.endpoint}: the certificate is not the pinned one", "pin")
        return wire

    async def look(self, target: Target) -> bytes:
        """The certificate (DER) that the server shows, whoever made it; not a word is said to it. Raises as `dial`."""
        transport, wire = await self._joined(target, ANYBODY)
        wire.abort()
        return _shown(transport)

    async def _joined(self, target: Target, trust: Trust | None) -> tuple[asyncio.Transport, Wire]:
        dialled = await self._connected(target, await self.addresses(target))
        wires: list[Wire] = []

        def made() -> Wire:
            wires.append(Wire(target.endpoint, trust, self._most_bytes))
            return wires[-1]

        try:
            transport, wire = await asyncio.get_running_loop().create_connection(
                made,
                sock=dialled,
                ssl=trust.context if trust is not None else None,
                server_hostname=target.host if trust is not None else None,
            )
        except BaseException:
            if not wires:  # else the loop has taken it over, and closes it
                dialled.close()
            raise
        return transport, wire

    async def addresses(self, target: Target) -> list[str]:
        """Where a name leads, resolved once; only if every one of its addresses may be dialled. Raises as `dial` does."""
        addresses = await self._resolve(target.host) if target.address is None else [target.address]
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        for address in addresses:
            self._guard.check_address(target, address)
        return addresses

    async def _connected(self, target: Target, addresses: list[str]) -> socket.socket:
        refused: list[AddressRefused] = []

        def made(place: AddrInfoType) -> socket.socket:
            """The socket for one dial, after a last look at where it goes."""
            family, kind, protocol, _, address = place
            try:
                self._guard.check_address(target, str(address[0]))
            except AddressRefused as error:
                refused.append(error)
                raise OSError("refused") from error
            dialling = socket.socket(family, kind, protocol)
            # the loop reads all that is there before others have their turn
            dialling.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, READ_BYTES)
            return dialling

        places = [_place(address, target.port) for address in addresses]
        try:
            return await start_connection(
                places, happy_eyeballs_delay=_NEXT_ADDRESS_S, interleave=1, socket_factory=made
            )
        except OSError:
            if refused:
                raise refused[0] from None
            raise


def _shown(transport: asyncio.Transport) -> bytes:
    certificate: bytes = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return certificate


def _place(address: str, port: int) -> AddrInfoType:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    where = (address, port, 0, 0) if family is socket.AF_INET6 else (address, port)
    return family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", where
