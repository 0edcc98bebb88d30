"""Where log lines go, and what is taken out of them first."""

import io
import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog

from quelia.sources.redact import Redactor


def set_up_logs(redactor: Redactor, level: str = "warning") -> None:
    """One line a fact, on standard error, with every known secret taken out, those of libraries' lines too.

    level: of the lines of libraries; ours always come.
    """
    out = cast(TextIO, Unfailing(sys.stderr))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redactor,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    handler.addFilter(redactor.filter)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # its warnings: a line for each request that is none


class Unfailing(io.TextIOBase):
    """A stream that may be on a full disk, or read by nobody any more: that costs lines, and nothing else.

    stream: None where the process was started without one.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):  # ValueError: it was closed
            if self._stream is not None:
                self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            if self._stream is not None:
                self._stream.flush()
