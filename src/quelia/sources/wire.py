"""The wire: one connection, on which a server may say one answer at a time, and little else.

httptools reads the grammar; what may be said, and how much of it, is decided here.
"""

import asyncio

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from quelia.domain.errors import BadEncoding, NotConnected, SourceError, TooLarge
from quelia.sources.inflate import Body, is_gzip
from quelia.sources.said import TOLD, HungUp, Said
from quelia.sources.tls import Trust

READ_BYTES = 32 * 1024  # what the system is asked to keep for one connection; it takes twice as much
# what may stand around an answer: heads and the sizes of chunks, and what one read brings before it is looked at
_MOST_AROUND = 96 * 1024 + 2 * READ_BYTES
_MOST_INTERIM = 20
_MOST_HEADERS = 100
_HEADER_BYTES = 64 * 1024
_LONGEST_LINE = 16 * 1024
_UNFINISHED = frozenset(bytes([digit]) for digit in b"0123456789.+-eE")


class Wire(asyncio.Protocol):
    """A connection to `endpoint`, made by whom `trust` lets in. most_bytes: of a body, as sent and once inflated.

    asked: how many answers were asked for on it. made_at, idle_since: seconds of the loop's clock.
    valid_until: until when its server's certificate is, in seconds since 1970; None where there is none that can be read.
    """

    __slots__ = (
        "_answer", "_body", "_failure", "_headers", "_heard", "_interim", "_keep", "_line_from", "_most_bytes", "_parser",
        "_status", "_tally", "_transport", "_weight", "_whole", "asked", "endpoint", "idle_since", "made_at", "trust",
        "valid_until",
    )  # fmt: skip

    def __init__(self, endpoint: str, trust: Trust | None, most_bytes: int) -> None:
        self.endpoint, self.trust, self._most_bytes = endpoint, trust, most_bytes
        self.asked = 0
        self.made_at = self.idle_since = 0.0
        self.valid_until: float | None = None
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Said] | None = None
        self._parser: HttpResponseParser | None = HttpResponseParser(self)
        # as browsers are: there are devices that know no better
        self._parser.set_dangerous_leniencies(
            lenient_headers=True, lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )
        self._begin()

    def _begin(self) -> None:
        """Nothing of the next answer was heard yet."""
        self._heard = 0  # bytes of it, its head and the sizes of its chunks included
        self._line_from = 0  # where its present line began
        self._interim = self._status = 0
        self._tally = self._weight = 0  # of its headers
        self._headers: dict[bytes, list[str]] = {}
        self._body: Body | None = None
        self._failure: SourceError | None = None
        self._whole = False
        self._keep = True  # nothing forbids another one

    def ask(self, request: bytes) -> asyncio.Future[Said]:
        """Send a whole request. The future fails with a SourceError, or with what ended the connection."""
        self._answer = answer = asyncio.get_running_loop().create_future()
        self._begin()
        self.asked += 1
        if self._transport is None or self._transport.is_closing():
            answer.set_exception(HungUp(f"{self.endpoint}: it hung up without an answer"))
        else:
            self._transport.write(request)
        return answer

    @property
    def reusable(self) -> bool:
        """Whether one more answer can be asked for: all of the last one was said, and nothing else."""
        return self._whole and self._keep and self._transport is not None and not self._transport.is_closing()

    def abort(self) -> None:
        """Cut the connection, without TLS's farewell of up to 30 s."""
        self._keep = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self.made_at = asyncio.get_running_loop().time()

    def data_received(self, said: bytes) -> None:
        if self._answer is None or self._answer.done() or self._parser is None:
            self.abort()  # it speaks unasked: its words are no answer to us
            return
        self._heard += len(said)
        try:
            self._parser.feed_data(said)
        except HttpParserUpgrade:
            self._keep = False
        except HttpParserError:  # its text may hold what was sent
            self._failure = self._failure or self._malformed()
        self._failure = self._failure or self._excess()
        if self._failure is not None:
            self._fail(self._failure)
        elif self._whole or (self._status and self._status != 200):
            self._deliver()

    def eof_received(self) -> None:
        """An answer that did not say how long it is ends with the connection."""
        framed = self._headers.keys() & {b"content-length", b"transfer-encoding"}
        if self._body is None or self._whole or self._answer is None or self._answer.done() or framed:
            return
        self._keep = False
        try:
            body = self._body.whole()
        except SourceError as error:
            self._fail(error)
            return
        if body[-1:] in _UNFINISHED:
            # a number cut short is a number still
            self._fail(
                NotConnected(f"{self.endpoint} did not say how long its answer is, and it may have been cut", "length")
            )
        else:
            self._answer.set_result(Said(self._status, self._headers, body))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = self._parser = None  # the parser holds us as we hold it
        if self._answer is None or self._answer.done():
            return
        if self._heard:
            exc = exc or NotConnected(f"{self.endpoint}: the answer broke off", "cut")
        elif exc is None or isinstance(exc, ConnectionError) or self.asked > 1:  # TLS has ways of its own to end
            exc = HungUp(f"{self.endpoint}: it hung up without an answer")
        self._answer.set_exception(exc)

    # what the parser tells, in this order

    def on_message_begin(self) -> None:
        if self._whole:
            self._keep = False  # a second answer, unasked
        else:
            self._line_from = self._heard

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._whole:
            return
        if self._status:
            self._keep = False  # a trailer
        weight = len(name) + len(value)
        self._tally, self._weight, self._line_from = self._tally + 1, self._weight + weight, self._heard
        if self._tally > _MOST_HEADERS or weight > _LONGEST_LINE or _is_broken(name, value):
            self._failure = self._failure or self._malformed()
        elif self._weight > _HEADER_BYTES:
            self._failure = self._failure or TooLarge(
                f"{self.endpoint} sent more than {_HEADER_BYTES} bytes of headers"
            )
        elif (known := name.lower()) in TOLD:
            self._headers.setdefault(known, []).append(value.decode("latin-1"))

    def on_headers_complete(self) -> None:
        if self._whole or self._parser is None:
            return
        self._status = self._parser.get_status_code()
        if self._status == 200 and self._failure is None:
            try:
                self._body = self._framed()
            except SourceError as error:
                self._failure = error

    def on_body(self, chunk: bytes) -> None:
        if self._body is None or self._whole or self._failure is not None:
            return
        try:
            self._body.add(chunk)
        except SourceError as error:
            self._failure = error

    def on_message_complete(self) -> None:
        if self._whole or self._parser is None:
            return
        if 100 <= self._status < 200 and self._status != 101:
            self._interim += 1
            self._status = self._tally = self._weight = 0
            self._headers = {}
        else:
            self._whole, self._keep = True, self._keep and self._parser.should_keep_alive()

    def _framed(self) -> Body:
        """The body that the head announces. Raises SourceError for one that we would not read."""
        transfer = self._headers.get(b"transfer-encoding", [])
        if transfer and ",".join(transfer).strip().lower() != "chunked":
            raise BadEncoding(f"{self.endpoint} sent an answer in a transfer encoding we did not ask for")
        gzip = is_gzip(self._headers.get(b"content-encoding", []))
        length = self._headers.get(b"content-length", ["0"])[0]
        if int(length) > self._most_bytes:  # digits only, and no more than an int of 64 bits: the parser saw to it
            raise TooLarge(f"{self.endpoint} announced more than {self._most_bytes} bytes")
        return Body(self._most_bytes, gzip=gzip)

    def _excess(self) -> SourceError | None:
        """A flood of interim answers, or chunks of a byte each, would take all of our time up to the deadline."""
        around = self._heard - (self._body.read if self._body is not None else 0)
        if around > _MOST_AROUND or self._interim > _MOST_INTERIM:
            return TooLarge(f"{self.endpoint} said more around its answer than we read")
        if not self._status and self._line_from and self._heard - self._line_from > _LONGEST_LINE:
            return self._malformed()
        return None

    def _malformed(self) -> SourceError:
        return NotConnected(f"{self.endpoint}: what it sent is not a well-formed HTTP answer", "malformed")

    def _deliver(self) -> None:
        assert self._answer is not None
        if not self._whole:
            self.abort()  # of an answer with this status we read no more
        try:
            body = self._body.whole() if self._body is not None else b""
        except SourceError as error:
            self._fail(error)
            return
        self._answer.set_result(Said(self._status, self._headers, body))

    def _fail(self, error: SourceError) -> None:
        assert self._answer is not None
        self._answer.set_exception(error)
        self.abort()


def _is_broken(name: bytes, value: bytes) -> bool:
    """What the parser lets pass for old servers, and we do not: of "Length : 5" others would not see that it is a length."""
    return b" " in name or b"\t" in name or b"\0" in value or b"\r" in value or b"\n" in value
