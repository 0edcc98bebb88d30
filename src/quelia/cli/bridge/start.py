"""`quelia bridge run CONFIG.toml`: reads and hands on until it is told to stop."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import structlog

from quelia.bridge.config import Config
from quelia.bridge.keep import KeepTaken, held
from quelia.bridge.notify import Notify
from quelia.bridge.parts import opened
from quelia.bridge.problem import ConfigError
from quelia.bridge.reader import origin
from quelia.bridge.run import Bridge
from quelia.bridge.watch import STUCK, Stuck
from quelia.cli.bridge.file import language, read, say_problems, site_of, version
from quelia.cli.bridge.logfile import LogFile
from quelia.cli.bridge.loop import leave, run_in_loop
from quelia.cli.failure import Failure
from quelia.cli.logs import set_up_logs
from quelia.sources.redact import Redactor

log = structlog.get_logger()

_BROKEN = 1


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("file", metavar=help_texts["file_name"], help=help_texts["bridge_file"])
    parser.add_argument("--log", metavar=help_texts["file_name_any"], help=help_texts["bridge_log"])
    parser.add_argument("--verbose", action="store_true", help=help_texts["bridge_verbose"])


def run(parsed: argparse.Namespace) -> int:
    if parsed.log:
        try:
            sys.stderr = LogFile(Path(parsed.log))
        except OSError as error:
            raise Failure("file_unwritable", file=parsed.log) from error
    redactor = Redactor()
    # what libraries say of a device that is off comes with every read; ours is one line when it is lost, one when back
    set_up_logs(redactor, "info" if parsed.verbose else "critical")
    try:
        config = read(parsed.file)
        with ExitStack() as holding:
            try:
                holding.enter_context(held(config.keep))
            except KeepTaken as error:
                raise Failure("bridge_taken", folder=config.keep) from error
            except OSError as error:
                raise Failure("folder_unusable", folder=config.keep) from error
            code = run_in_loop(_bridge(config, redactor, language(config, parsed)))
    except ConfigError as error:
        return say_problems(error, parsed.lang, parsed.file)
    leave(code)
    return code


async def _bridge(config: Config, redactor: Redactor, lang: str) -> int:
    """Raises ConfigError before anything is begun."""
    site = site_of(config, redactor)
    parts = opened(config.inputs, config.outputs, site)
    stop = asyncio.Event()
    _on_signals(asyncio.get_running_loop(), stop.set)
    bridge = Bridge(config, parts, site, Notify(), version(), lang)
    try:
        await bridge.run(stop)
    except Stuck as error:
        log.critical("a part of the bridge no longer turns; its service starts it anew", part=error.name)
        return STUCK
    except Exception as error:  # noqa: BLE001 - whatever it is, the service starts it anew
        log.critical("the bridge broke; its service starts it anew", error=origin(error))
        return _BROKEN
    return 0


def _on_signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """SIGTERM, Ctrl+C and, on Windows, the end of the console. A hang-up is nothing: whoever logs out leaves it running."""
    names = ("SIGTERM", "SIGINT", "SIGBREAK")
    for each in (getattr(signal, name) for name in names if hasattr(signal, name)):
        signal.signal(each, lambda *_: loop.call_soon_threadsafe(stop))
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
