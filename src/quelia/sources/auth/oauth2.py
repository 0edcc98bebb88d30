"""A token of OAuth 2.0 (RFC 6749), got with client credentials or a refresh token, and shown as a bearer's (RFC 6750).

It is kept in memory until it expires, once for all sources that have the same application and secret. It is got in a
task of its own, which a read that cannot wait for it leaves behind: what is under way may cost a refresh token.
"""

import asyncio
from collections.abc import Callable

from quelia.domain.auth import current, declared, replaced
from quelia.domain.errors import SecretMissing, SourceError, SourceRefused, TimedOut
from quelia.domain.source import Auth
from quelia.sources.auth import token
from quelia.sources.auth.shown import CONTROL, Shown
from quelia.sources.auth.talk import Asking, mark
from quelia.sources.said import Said

_VAIN_S = 60.0  # a server that refuses even a new token is not asked for another one sooner

_SOONER_S = 0.02  # so that it is said who did not answer


def _nothing() -> None:
    return


class _Refresh:
    """What gets the next token, where its server replaced the one we were lent: one for all scopes, used by one at a time."""

    def __init__(self) -> None:
        self.newest = ""
        self.turn = asyncio.Lock()
        self.forget: Callable[[], None] = _nothing

    def end(self) -> None:
        self.forget()


class _Kept:
    """The token of one application."""

    def __init__(self) -> None:
        self.token = ""
        self.until = 0.0  # monotonic
        self.vain_since: float | None = None  # even a new token was refused
        self.getting: asyncio.Task[None] | None = None
        self.forget: Callable[[], None] = _nothing

    def end(self) -> None:
        self.forget()


class Talk:
    def __init__(self, auth: Auth, secret: str, asking: Asking) -> None:
        if CONTROL.search(auth.user) or CONTROL.search(current(secret)):
            raise SecretMissing("a client id or secret holds a control character")
        self._auth, self._secret, self._asking = auth, secret, asking
        besides = [other for entry, other in asking.given if entry.scheme == "oauth2_secret"]
        self._beside = besides[0] if besides and auth.grant == "refresh_token" else ""
        secrets, source = mark(declared(secret), self._beside), asking.source
        self._kept = asking.means.memory.of(("oauth2", auth, secrets, source.ca_file, source.ca), _Kept)
        self._refresh = asking.means.memory.of(("refresh", token.application(auth), secrets), _Refresh)
        self._tried: list[str] = []  # the tokens of this read
        self._anew = False  # whether it got one itself

    async def show(self, shown: Shown) -> None:
        kept = self._kept
        if not kept.token or self._asking.means.monotonic() >= kept.until:
            await self._got()
            self._anew = True
        self._tried.append(kept.token)
        shown.passing.append(kept.token)
        shown.put("Authorization", f"Bearer {kept.token}")

    def heard(self, said: Said) -> bool:
        """A token that is refused before its time is replaced once."""
        kept, now = self._kept, self._asking.means.monotonic()
        if said.status != 401:
            return False
        if len(self._tried) > 1 or self._anew:
            if kept.token == self._tried[-1]:
                kept.vain_since = now
            return False
        if kept.token != self._tried[-1]:
            return True  # another source got a new one meanwhile
        if kept.vain_since is not None and now - kept.vain_since < _VAIN_S:
            return False
        kept.token = ""
        return True

    async def _got(self) -> None:
        """Wait for a token, whoever asked for it first. Raises SourceError."""
        if self._kept.getting is None:
            self._kept.getting = asyncio.ensure_future(self._get())
            self._kept.getting.add_done_callback(self._ended)
        try:
            async with asyncio.timeout_at(self._asking.until - _SOONER_S):
                await asyncio.shield(self._kept.getting)
        except TimeoutError:
            late = TimedOut(f"no answer within the {self._asking.source.timeout_s:g} s of this source")
            raise token.marked(late, self._auth.token_url) from None

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._kept.getting = None
        if not task.cancelled():
            task.exception()  # who waited for it knows; nobody may have

    async def _get(self) -> None:
        if self._auth.grant != "refresh_token":
            await self._ask()
            return
        async with self._refresh.turn:
            await self._ask()

    async def _ask(self) -> None:
        kept, means, auth = self._kept, self._asking.means, self._auth
        refresh = self._refresh.newest or current(self._secret)
        asked = token.request(auth, refresh if auth.grant == "refresh_token" else self._secret, self._beside)
        forget_asked = means.hide(asked.pair) if asked.pair else _nothing
        try:
            got = token.read(await means.post(auth.token_url, asked.headers, asked.body, self._asking.source))
        except SourceError as error:
            told = token.marked(error, auth.token_url)
            if isinstance(told, SourceRefused):
                self._refresh.newest = ""  # the sealed one may be newer
            raise told from None
        finally:
            forget_asked()
        forget, kept.forget = kept.forget, means.hide(got.access_token)
        forget()
        if auth.grant == "refresh_token" and got.refresh_token and got.refresh_token != refresh:
            self._replace(got.refresh_token)
        kept.token, kept.until, kept.vain_since = got.access_token, means.monotonic() + got.lasts_s, None

    def _replace(self, refresh: str) -> None:
        """The refresh token was good for one time: the next one is used, and handed on to be sealed."""
        kept, means = self._refresh, self._asking.means
        forget, kept.forget = kept.forget, means.hide(refresh)
        forget()
        kept.newest = refresh
        means.keep(self._auth, declared(self._secret), replaced(self._secret, refresh))
