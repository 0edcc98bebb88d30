"""The certificate that callers are shown: ours, and taken over anew where it is renewed."""

import asyncio
import ssl
from collections.abc import Sequence
from pathlib import Path

import structlog

from quelia.bridge.file import written_at
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.secret import key_file

log = structlog.get_logger()

_LOOK_AGAIN_S = 60.0


class Certificate:
    """context: what new connections are shown. Raises ConfigError where the files are no certificate and its key."""

    def __init__(self, folder: Path, certificate: str, key: str) -> None:
        """certificate, key: PEM files; both in one where there is but one."""
        self._folder, self._certificate, self._key = folder, certificate, key or certificate
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            self._load(self.context)
        except (OSError, ssl.SSLError):
            raise ConfigError([Problem("output.certificate", "output_certificate", certificate)]) from None

    async def renew(self) -> None:
        """Look, again and again, whether the files are others."""
        before = self._stamp()
        while True:
            await asyncio.sleep(_LOOK_AGAIN_S)
            if (stamp := self._stamp()) != before:
                try:
                    # first beside: a certificate without its key would take from the one in use its own
                    self._load(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
                    self._load(self.context)
                except (OSError, ssl.SSLError) as error:
                    log.warning("the new certificate cannot be used", cause=type(error).__name__)
                else:
                    log.info("the certificate was renewed")
                before = stamp

    def _load(self, context: ssl.SSLContext) -> None:
        certificate, key = self._files()
        context.load_cert_chain(certificate, key, password=lambda: "")

    def _stamp(self) -> list[float]:
        return list(map(written_at, self._files()))

    def _files(self) -> Sequence[Path]:
        return key_file(self._folder, self._certificate), key_file(self._folder, self._key)
