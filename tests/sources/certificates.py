"""The TLS of servers that are not what they should be: expired, for another name, by somebody unknown, too old."""

import datetime
import ssl
import warnings
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_NOW = datetime.datetime.now(datetime.UTC)
_DAY = datetime.timedelta(days=1)


def server_tls(word: str, authority: trustme.CA, folder: Path) -> ssl.SSLContext | None:
    """From a word of the table of faults to the TLS of a server on 127.0.0.1; None: it has none.

    folder: where a certificate may be written.
    """
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
