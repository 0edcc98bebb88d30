"""The tester as the windows need it: who asks owners' servers there, for whom, and by which rules."""

import asyncio
import time
from collections.abc import Sequence

from quelia.app.lender import Lender
from quelia.app.prepare import guard_for_strangers
from quelia.domain.errors import SecretMissing, TimedOut
from quelia.domain.source import Source
from quelia.settings import Settings
from quelia.sources.http import Reader
from quelia.sources.redact import Redactor
from quelia.sources.trace import Trial
from quelia.sources.tried import Tried, try_out
from quelia.sources.verdict import failure
from quelia.store.vault import Vault
from quelia.web.alike import told_alike
from quelia.web.tester import Workbench
from quelia.web.trialtoken import TrialLinks
from quelia.web.tries import TooOften, Tries
from quelia.web.visitor import Proxies

_LONGEST_S = 30.0  # of a trial by a link
_MOST_KEPT = 20  # idle connections of strangers
_PER_MINUTE = 15  # of one who answers: to touch a number and its unit are tries too
_MOST_INVITED = 4  # tries of owners at once: each holds a thread of the office, which has twice as many


class Tester:
    """reader, lender: those of the poller, since what a link tries is what runs."""

    def __init__(
        self,
        settings: Settings,
        vault: Vault,
        own: Sequence[tuple[str, int]],
        reader: Reader,
        lender: Lender,
        redactor: Redactor,
    ) -> None:
        self._public_url = settings.public_url.rstrip("/")
        self._reader, self._lender = reader, lender
        guard = guard_for_strangers(settings, own)
        self._for_strangers = Reader(guard, ca_file=settings.ca_file or None, most_kept=_MOST_KEPT)
        self._invited = Tries(time.monotonic, per_minute=_PER_MINUTE, at_once=1, in_all=_MOST_INVITED)
        self._links = TrialLinks(vault.keys_for("tester links"))
        self.pages = Workbench(
            for_strangers=self._stranger,
            for_links=self._linked,
            links=self._links,
            proxies=Proxies(settings.trusted_proxies),
            strangers=Tries(time.monotonic),
            linked=Tries(time.monotonic, at_once=1),
            mask=redactor.text,
        )

    def link(self, number: int, slug: str, url: str) -> str:
        """Where whoever has it tries the source out again."""
        from quelia.store.trials import give

        return f"{self._public_url}/tester/{self._links.issue(number, slug, url, give(slug))}"

    async def invited(self, who: str, trial: Trial, secrets: Sequence[str]) -> Tried | None:
        """For an owner who answers, known by his invitation; None where he tries too often."""
        try:
            with self._invited.turn(who):
                return await told_alike(self._stranger(trial, secrets))
        except TooOften:
            return None

    async def close(self) -> None:
        await self._for_strangers.close()

    async def _stranger(self, trial: Trial, secrets: Sequence[str]) -> Tried:
        return await try_out(self._for_strangers, trial, secrets)

    async def _linked(self, source: Source, trial: Trial) -> Tried:
        try:
            secrets = self._lender.secrets(source)
        except SecretMissing as error:
            return Tried([failure(error, source)], False, ())
        try:
            async with asyncio.timeout(_LONGEST_S):
                return await try_out(self._reader, trial, secrets)
        except TimeoutError:  # a name server that says nothing has no other end
            return Tried([failure(TimedOut(f"no outcome within {_LONGEST_S:g} s"), source)], False, ())
