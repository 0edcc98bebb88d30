"""Whom we trust, and in which words we do not."""

import asyncio
import shutil
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from quelia.domain.errors import TlsRefused
from quelia.domain.source import Source
from quelia.sources import tls
from quelia.sources.tls import Contexts, Trust, why


def source(**fields: Any) -> Source:
    return Source(id=1, slug="plant", url="https://plant.example.com/", points=(), **fields)


async def test_sources_with_the_same_trust_share_it_so_that_they_can_share_connections(ca_file: str) -> None:
    contexts = Contexts()
    alike = await asyncio.gather(*(contexts.of(source()) for _ in range(3)))
    assert len(set(alike)) == 1
    assert await contexts.of(source(ca_file=ca_file)) is await contexts.of(source(ca_file=ca_file))
    assert await contexts.of(source(pin="ab" * 32)) is await contexts.of(source(pin="ab" * 32))
    assert await contexts.of(source(ca_file=ca_file)) is not alike[0]


async def test_an_authority_may_be_given_as_a_text(authority: trustme.CA) -> None:
    contexts, pem = Contexts(), authority.cert_pem.bytes().decode()
    trust = await contexts.of(source(ca=pem))
    assert await contexts.of(source(ca=pem)) is trust
    assert (
        trust.context.cert_store_stats()["x509_ca"]
        == (await contexts.of(source())).context.cert_store_stats()["x509_ca"] + 1
    )


async def test_however_many_sources_wait_for_it_a_context_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[list[str]] = []

    def build(files: list[str], pem: str | None) -> ssl.SSLContext:
        built.append(files)
        return ssl.create_default_context()

    monkeypatch.setattr(tls, "verifying", build)
    contexts = Contexts()
    await asyncio.gather(*(contexts.of(source()) for _ in range(100)))
    assert built == [[]]


async def test_a_file_that_could_not_be_read_is_tried_again(tmp_path: Path, ca_file: str) -> None:
    contexts, file = Contexts(), tmp_path / "late.pem"
    with pytest.raises(TlsRefused):
        await contexts.of(source(ca_file=str(file)))
    shutil.copy(ca_file, file)
    assert isinstance(await contexts.of(source(ca_file=str(file))), Trust)


async def test_a_file_that_changes_is_read_again(tmp_path: Path, ca_file: str) -> None:
    now, file = [0.0], tmp_path / "own.pem"
    contexts = Contexts(monotonic=lambda: now[0])
    shutil.copy(ca_file, file)
    before = await contexts.of(source(ca_file=str(file)))
    trustme.CA().cert_pem.write_to_path(str(file))
    now[0] += 9
    assert await contexts.of(source(ca_file=str(file))) is before
    now[0] += 2
    after = await contexts.of(source(ca_file=str(file)))
    assert after is not before
    now[0] += 11
    assert await contexts.of(source(ca_file=str(file))) is after
    file.unlink()
    now[0] += 11
    with pytest.raises(TlsRefused):
        await contexts.of(source(ca_file=str(file)))


async def test_who_gives_up_waiting_for_a_context_takes_it_from_nobody() -> None:
    contexts = Contexts()
    impatient, patient = (asyncio.ensure_future(contexts.of(source())) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    assert isinstance(await patient, Trust)


async def test_a_context_is_strict_about_names_authorities_and_versions(ca_file: str) -> None:
    context = (await Contexts(ca_file).of(source())).context
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(
    ("reason", "words"),
    [("WRONG_VERSION_NUMBER", "the server does not speak TLS on this port"), ("NEW_ONE", "the TLS handshake failed")],
)
def test_a_refused_handshake_is_told_in_our_words(reason: str, words: str) -> None:
    error = ssl.SSLError(1, "k3y")
    error.reason = reason
    assert why(error) == words


def test_an_unknown_verdict_is_told_by_its_number() -> None:
    error = ssl.SSLCertVerificationError(1, "k3y")
    error.verify_code = 77
    assert why(error) == "the certificate is not trusted (verdict 77)"


def test_an_error_without_a_verdict_is_told_too() -> None:
    assert why(ssl.SSLCertVerificationError(1, "k3y")) == "the certificate is not trusted (verdict 0)"
