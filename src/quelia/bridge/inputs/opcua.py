"""OPC UA: nodes of a controller or a SCADA server, with what it says of their quality and their time."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from asyncua import Client as Line
from asyncua import ua
from asyncua.crypto import security_policies
from msgspec import Meta

from quelia.bridge.inputs.document import Age, MeasuredPoint, bare_point, check_age, sample_of
from quelia.bridge.inputs.input import InputSettings
from quelia.bridge.problem import ConfigError, Problem, under
from quelia.bridge.sample import Sample
from quelia.bridge.secret import key_file
from quelia.bridge.site import Site
from quelia.domain.errors import BadState, NotANumber, NotConnected, PathMismatch, SourceError, TimedOut, TlsRefused
from quelia.domain.instant import sane
from quelia.domain.source import Source

ASKS = ("url", "user", "password", "point.node")

# it logs what it sends, a password among that
logging.getLogger("asyncua").setLevel(logging.CRITICAL)

_OURS = "urn:quelia:bridge"  # the name by which a server knows our certificate
_LOGIN = {
    ua.StatusCodes.BadUserAccessDenied, ua.StatusCodes.BadIdentityTokenRejected, ua.StatusCodes.BadIdentityTokenInvalid,
}  # fmt: skip
_UNKNOWN = {ua.StatusCodes.BadNodeIdUnknown, ua.StatusCodes.BadNodeIdInvalid, ua.StatusCodes.BadAttributeIdInvalid}


class Point(MeasuredPoint, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """node: `ns=2;s=Power`, or `nsu=urn:scada;s=Power` where numbers of namespaces change. index: of a list, from 0."""

    node: Annotated[str, Meta(min_length=1, max_length=1000)]
    index: Annotated[int, Meta(ge=0, le=10_000)] | None = None


class Settings(InputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """url: `opc.tcp://host:4840/path`. password: a secret. uncertain: whether values of uncertain quality are taken.

    security: with a certificate of ours, which is made once where none is given, and must be trusted by the server;
    server_certificate: the only one that is trusted; without it that which the server shows. max_age_s: of the source's time.
    """

    url: Annotated[str, Meta(pattern=r"^opc\.tcp://[^\s@]{1,500}$", extra={"form": "opcua_url"})]
    user: Annotated[str, Meta(max_length=500)] | None = None
    password: Annotated[str, Meta(max_length=1000)] | None = None
    security: Literal["none", "Basic256Sha256", "Aes128Sha256RsaOaep", "Aes256Sha256RsaPss"] = "none"
    mode: Literal["sign", "sign_and_encrypt"] = "sign_and_encrypt"
    certificate: Annotated[str, Meta(max_length=1000)] | None = None
    certificate_key: Annotated[str, Meta(max_length=1000)] | None = None
    server_certificate: Annotated[str, Meta(max_length=1000)] | None = None
    uncertain: bool = False
    max_age_s: Age | None = None
    point: Annotated[list[Point], Meta(min_length=1, max_length=500)]


def opened(settings: Settings, site: Site) -> "OpcUa":
    """Raises ConfigError, or SecretMissing."""
    where = f"input[{settings.name}]"
    problems = [
        Problem(f"{where}.point[{number}].node", "opcua_node", point.node)
        for number, point in enumerate(settings.point)
        if not _is_node(point.node)
    ]
    if (settings.certificate is None) != (settings.certificate_key is None):
        problems.append(Problem(under(where, "certificate"), "opcua_pair"))
    if settings.security == "none" and (settings.certificate or settings.server_certificate):
        problems.append(Problem(under(where, "security"), "opcua_security"))
    if problems:
        raise ConfigError(problems)
    return OpcUa(settings, site, site.secret(settings.password) if settings.password else None)


class OpcUa:
    """Keeps one session, and makes it anew once it failed."""

    def __init__(self, settings: Settings, site: Site, password: str | None) -> None:
        self._settings, self._site, self._password = settings, site, password
        self._points = [bare_point(each) for each in settings.point]
        self._source = Source(id=0, slug="bridge", url="", points=tuple(self._points))
        self._line: Any = None
        self._nodes: list[Any] = []

    async def read(self) -> Sequence[Sample]:
        try:
            if self._line is None:
                await self._connect()
            values = await self._line.read_attributes(self._nodes)
        except SourceError:
            await self.close()
            raise
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - the library raises many, and some hold what was sent
            await self.close()
            raise _translated(error) from None
        now = self._site.clock()
        samples = [self._sample(place, value, now) for place, value in enumerate(values)]
        errors = [each.error for each in samples if each.error is not None]
        if len(errors) == len(samples) and all(each.code == "frozen" for each in errors):
            raise errors[0]
        return samples

    async def close(self) -> None:
        line, self._line, self._nodes = self._line, None, []
        if line is not None:
            try:
                with suppress(Exception):
                    await line.disconnect()
            finally:  # cut, where the server no longer answers: it has room for few connections
                line.disconnect_socket()

    async def _connect(self) -> None:
        settings = self._settings
        self._line = line = Line(settings.url, timeout=settings.timeout_s)
        line.application_uri, line.name = _OURS, "quelia bridge"
        if settings.user is not None:
            line.set_user(settings.user)
            line.set_password(self._password or "")
        if settings.security != "none":
            await self._secure(line)
        await line.connect()
        self._nodes = [line.get_node(await _node_of(line, point.node)) for point in settings.point]

    async def _secure(self, line: Any) -> None:
        settings, folder = self._settings, self._site.folder
        if settings.certificate is not None and settings.certificate_key is not None:
            certificate, key = folder / settings.certificate, key_file(folder, settings.certificate_key)
        else:
            key, certificate = self._site.keep / "opcua-key.pem", self._site.keep / "opcua-certificate.der"
            await line.setup_self_signed_certificate(key, certificate)
            key.chmod(0o600)
        trusted = str(folder / settings.server_certificate) if settings.server_certificate else None
        policy = getattr(security_policies, f"SecurityPolicy{settings.security}")
        mode = ua.MessageSecurityMode.Sign if settings.mode == "sign" else ua.MessageSecurityMode.SignAndEncrypt
        await line.set_security(policy, certificate, key, server_certificate=trusted, mode=mode)

    def _sample(self, place: int, told: Any, now: float) -> Sample:
        point = self._settings.point[place]
        try:
            value = self._value(point, told)
            at = _measured_at(told.SourceTimestamp, now)
            if self._settings.max_age_s is not None and at is None:
                raise PathMismatch("the node says no time that can be believed", "time_unread")
            check_age(at, now, self._settings.max_age_s)
            return sample_of(self._source, self._points[place], point.unit, value, now, measured_at=at)
        except SourceError as error:
            failed = Sample(plant=point.plant, quantity=point.quantity, unit=point.unit, value=None, read_at=now)
            return msgspec.structs.replace(failed, error=error)

    def _value(self, point: Point, told: Any) -> Any:
        """Raises a SourceError for a value that its server does not vouch for."""
        status = told.StatusCode
        if status is not None and status.value in _UNKNOWN:
            raise PathMismatch("the server knows no such node", "opcua_unknown", node=point.node)
        if status is not None and not status.is_good() and not (self._settings.uncertain and status.is_uncertain()):
            raise BadState("the server says that the value is not good", "opcua_quality", quality=status.name)
        value = told.Value.Value if told.Value is not None else None
        if point.index is not None:
            if not isinstance(value, list) or point.index >= len(value):
                raise PathMismatch("the node holds no such list", "opcua_index", node=point.node)
            value = value[point.index]
        if value is not None and not isinstance(value, int | float):
            raise NotANumber("the node holds no number", "opcua_kind", node=point.node)
        return value


def _is_node(text: str) -> bool:
    if text.startswith("nsu="):
        uri, _, rest = text.removeprefix("nsu=").partition(";")
        return bool(uri) and _is_node(f"ns=1;{rest}")
    try:
        ua.NodeId.from_string(text)
    except Exception:  # noqa: BLE001 - whatever it raises, it is none
        return False
    return "=" in text


async def _node_of(line: Any, text: str) -> Any:
    if not text.startswith("nsu="):
        return ua.NodeId.from_string(text)
    uri, _, rest = text.removeprefix("nsu=").partition(";")
    known = await line.get_namespace_array()
    if uri not in known:
        raise PathMismatch("the server has no such namespace", "opcua_namespace", uri=uri, known=", ".join(known))
    return ua.NodeId.from_string(f"ns={known.index(uri)};{rest}")


def _measured_at(told: datetime | None, now: float) -> float | None:
    if told is None:
        return None
    moment = told if told.tzinfo is not None else told.replace(tzinfo=UTC)
    return sane(moment.timestamp(), now)


def _translated(error: Exception) -> SourceError:
    """What is to be told of a session that failed; nothing of what the library says."""
    code = getattr(error, "code", None)
    if code in _LOGIN:
        return NotConnected("the server refuses the user", "opcua_login")
    name = type(error).__name__
    if "Certificate" in name or "Security" in name:
        return TlsRefused("the server and we do not trust each other", "opcua_certificate")
    if isinstance(error, TimeoutError):
        return TimedOut("the server does not answer", "opcua_away")
    return NotConnected("the server does not answer", "opcua_away")
