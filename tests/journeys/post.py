"""A mail server, real: aiosmtpd on loopback, with TLS by a test authority, people with passwords, and bad days."""

import asyncio
import ssl
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Encryption = Literal["starttls", "implicit", "none"]
Mood = Literal["takes", "later", "cuts after data", "greets not", "answers not", "no tls today"]


class Taken(NamedTuple):
    """An e-mail as it came: from whom and to whom it was said, and what it is, read."""

    sender: str
    people: list[str]
    mail: EmailMessage


class MailServer:
    """Runs in a thread of its own, for `localhost` or another name of this machine.

    encryption: with `starttls` it takes nothing before that. accounts: passwords by user; where there are some, nobody
    else may send. taken: what it took. logins: who tried to log in, and whether he could. refused: recipients that it
    answers 550. mood: `later` answers 451 to a whole e-mail; `cuts after data` hangs up once it has one, without saying
    whether it takes it; `greets not` hangs up at once, `answers not` does not even do that; `no tls today` answers 454.
    lines: to those who came.
    """

    def __init__(
        self,
        authority: trustme.CA,
        encryption: Encryption = "starttls",
        accounts: Mapping[str, str] | None = None,
        *,
        name: str = "localhost",
    ) -> None:
        self.mood: Mood = "takes"
        self.taken: list[Taken] = []
        self.refused: set[str] = set()
        self.logins: list[tuple[str, bool]] = []
        self.accounts, self.encryption = dict(accounts or {}), encryption
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(self.context)
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="mail server", daemon=True)
        self._thread.start()
        self._server: asyncio.Server | None = None
        self.lines: set[asyncio.Transport] = set()
        self.port = 0
        self.up()

    @property
    def mails(self) -> list[EmailMessage]:
        return [taken.mail for taken in self.taken]

    @property
    def people(self) -> list[list[str]]:
        """Whom each of them was for, as the server was told."""
        return [taken.people for taken in self.taken]

    def url(self, user: str = "", password: str | None = None) -> str:
        """For QUELIA_SMTP. password: the one of `user` unless another is given."""
        who = f"{quote(user, '')}:{quote(password or self.accounts[user], '')}@" if user else ""
        return f"{'smtps' if self.encryption == 'implicit' else 'smtp'}://{who}localhost:{self.port}"

    def up(self) -> None:
        """Listen, at the port that it had."""
        self._do(self._up()).result(10)

    def down(self) -> None:
        """Nobody listens any more, and who is being talked to is cut off."""
        self._do(self._down()).result(10)

    def close(self) -> None:
        self.down()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()

    def _do(self, work: Any) -> Future[None]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    async def _up(self) -> None:
        tls = self.context if self.encryption == "implicit" else None
        self._server = await self.loop.create_server(lambda: _Talk(self), "127.0.0.1", self.port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _down(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for line in self.lines:
            line.abort()
        self.lines.clear()
        talks = asyncio.all_tasks() - {asyncio.current_task()}
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0)  # in which those that were cut are closed


class _Talk(SMTP):
    """With one who came."""

    def __init__(self, server: MailServer) -> None:
        self._of = server
        starttls = server.encryption == "starttls"
        super().__init__(
            _Clerk(server),
            hostname="localhost",
            tls_context=server.context if starttls else None,
            require_starttls=starttls,
            auth_require_tls=starttls,  # without: it would take a password in clear from who tells it
            authenticator=self._knows,
            loop=server.loop,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._of.lines.add(transport)
        super().connection_made(transport)

    async def _handle_client(self) -> None:
        if self._of.mood == "answers not":
            await asyncio.Event().wait()
        elif self._of.mood == "greets not":
            assert self.transport is not None
            self.transport.close()
        else:
            await super()._handle_client()

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - as it is called
        if self._of.mood == "no tls today":
            await self.push("454 4.7.0 TLS not available")
        else:
            await super().smtp_STARTTLS(arg)

    def _knows(self, _: SMTP, session: Session, __: Envelope, ___: str, told: LoginPassword) -> AuthResult:
        user, password = told.login.decode(), told.password.decode()
        known = self._of.accounts.get(user) == password
        self._of.logins.append((user, known))
        return AuthResult(success=known, handled=False)


class _Clerk:
    """Answers for the server, as aiosmtpd asks."""

    def __init__(self, server: MailServer) -> None:
        self._of = server

    async def handle_MAIL(  # noqa: N802 - as it is called
        self, _: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._of.accounts and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if address in self._of.refused:
            return "550 5.1.1 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, talk: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        if self._of.mood == "later":
            return "451 4.3.0 Try again later"
        if self._of.mood == "cuts after data":
            assert isinstance(talk.transport, asyncio.Transport)
            talk.transport.abort()
            raise asyncio.CancelledError
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self._of.taken.append(Taken(envelope.mail_from or "", list(envelope.rcpt_tos), mail))
        return "250 OK"
