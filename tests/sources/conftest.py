"""What the tests of `sources` share: authorities, certificates and a reader that may reach loopback."""

import datetime
import ssl
import warnings
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from quelia.sources.guard import Guard
from quelia.sources.http import Reader

MOST_BYTES = 65536
_NOW = datetime.datetime.now(datetime.UTC)
_DAY = datetime.timedelta(days=1)

Tls = Callable[[str], ssl.SSLContext | None]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return str(file)


@pytest.fixture(scope="session")
def tls(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Tls:
    """From a word of the table of faults to the TLS of the server; None: it has none."""
    folder = tmp_path_factory.mktemp("certificates")

    def context(word: str) -> ssl.SSLContext | None:
        if word in ("none", "plain"):
            return None
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if word == "self_signed":
            server.load_cert_chain(_self_signed(folder))
            return server
        name = "elsewhere.example" if word == "other_name" else "127.0.0.1"
        issuer = trustme.CA() if word == "unknown_authority" else authority
        start, end = {"expired": (-2, -1), "not_yet": (1, 2)}.get(word, (-1, 1))
        issuer.issue_cert(name, not_before=_NOW + start * _DAY, not_after=_NOW + end * _DAY).configure_cert(server)
        if word == "old":
            server.set_ciphers("DEFAULT:@SECLEVEL=0")
            with warnings.catch_warnings(action="ignore"):  # that it is old is why it stands here
                server.minimum_version = ssl.TLSVersion.TLSv1
                server.maximum_version = ssl.TLSVersion.TLSv1_1
        return server

    return context


@pytest.fixture
async def reader(ca_file: str) -> AsyncIterator[Reader]:
    """May reach loopback, trusts the authority of these tests, reads little."""
    made = Reader(Guard(allow_private=["127.0.0.0/8"]), ca_file=ca_file, most_bytes=MOST_BYTES)
    yield made
    await made.close()


def _self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOW - _DAY)
        .not_valid_after(_NOW + _DAY)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "self-signed.pem"
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file
