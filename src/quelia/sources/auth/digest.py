"""User and password by the Digest scheme: the server asks a question, and what it hears is no password.

The first request of all shows nothing. What the server asks then is kept, so that from there on each read is one call.
"""

import secrets
from collections.abc import Callable

from quelia.domain.errors import SecretMissing
from quelia.domain.source import Auth
from quelia.sources.auth import challenge
from quelia.sources.auth.challenge import Challenge
from quelia.sources.auth.shown import CONTROL, Shown, place
from quelia.sources.auth.talk import Asking, mark
from quelia.sources.said import Said


class _Kept:
    """The last challenge of one server to one user, and how often it was answered. cnonce: ours, one for each challenge."""

    def __init__(self) -> None:
        self.challenge: Challenge | None = None
        self.cnonce = ""
        self.count = 0
        self.forget: Callable[[], None] = lambda: None  # of the last answer: from then on it may stand in logs

    def take(self, found: Challenge) -> None:
        """The same question goes on being counted: an answer whose number was there before would be refused."""
        if self.challenge is None or self.challenge.nonce != found.nonce:
            self.cnonce, self.count = secrets.token_hex(16), 0
        self.challenge = found

    def end(self) -> None:
        self.forget()


class Talk:
    def __init__(self, auth: Auth, secret: str, asking: Asking) -> None:
        if ":" in auth.user or CONTROL.search(auth.user) or CONTROL.search(secret):
            raise SecretMissing("a user name or password of the digest scheme holds a colon or a control character")
        self._auth, self._secret, self._asking = auth, secret, asking
        key = ("digest", asking.source.id, asking.endpoint, auth, mark(secret))
        self._kept = asking.means.memory.of(key, _Kept)
        self._answered: Challenge | None = None
        self._anew = False  # the challenge came in this read

    async def show(self, shown: Shown) -> None:
        self._answered = asked = self._kept.challenge
        if asked is None:
            return
        self._kept.count += 1
        answer = asked.answer(
            user=self._auth.user,
            password=self._secret,
            method="GET",
            uri=place(self._asking.url, shown.query)[1],
            count=self._kept.count,
            cnonce=self._kept.cnonce,
        )
        forget, self._kept.forget = self._kept.forget, self._asking.means.hide(answer["response"])
        forget()
        shown.passing.append(answer["response"])
        shown.put("Authorization", challenge.written(answer))

    def heard(self, said: Said) -> bool:
        if said.status != 401:
            self._next(said.header(b"authentication-info"))
            return False
        found = challenge.chosen(said.headers.get(b"www-authenticate", []))
        if found is None:
            return False
        # the same question, and not because it is old: the answer was wrong
        wrong = self._answered is not None and self._answered.nonce == found.nonce and not found.stale
        self._kept.take(found)
        anew, self._anew = self._anew, True
        return not anew and not wrong

    def _next(self, told: str | None) -> None:
        """A server whose questions are good for one answer may ask the next one with it."""
        asked = self._kept.challenge
        nonce = challenge.parameters(told).get("nextnonce") if told else None
        if asked is not None and asked is self._answered and nonce and nonce != asked.nonce:
            self._kept.take(asked.after(nonce))
