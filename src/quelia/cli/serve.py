"""`quelia serve` and `quelia demo`: the product, from settings or with simulated plants."""

import argparse
import asyncio
import errno
import signal
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

import msgspec
import uvicorn
from starlette.applications import Starlette

from quelia import app
from quelia.cli.failure import Failure, using
from quelia.cli.load import declare
from quelia.cli.logs import set_up_logs
from quelia.live.second import next_second
from quelia.settings import Settings
from quelia.settings import load as load_settings
from quelia.sources.demo import Demo
from quelia.sources.redact import Redactor
from quelia.store.declaration import parse
from quelia.texts import texts
from quelia.web.assets import NotBuilt

_HOST = "127.0.0.1"
_PORT = 8000
_LEAVE_S = 5  # open answers may take this long to end; with what follows the process is gone within 10 s
# a connection that takes nothing for so long is cut by the kernel: to close it in good order would be to wait for it
_PATIENCE_MS = 30_000
_LOOPBACK = "127.0.0.1"

Alongside = Callable[[], AbstractAsyncContextManager[Any]]


def demo_arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    _listening(parser, help_texts)
    parser.add_argument("--data", metavar=help_texts["folder_name"], help=help_texts["data"])


def serve_arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    _listening(parser, help_texts)
    parser.add_argument("--roles", choices=("all", "web", "poller"), default="all", help=help_texts["roles"])


def demo(parsed: argparse.Namespace) -> int:
    with TemporaryDirectory(prefix="quelia-demo-") as passing:
        plants = Demo()
        settings = msgspec.structs.replace(
            load_settings(),
            data=parsed.data or passing,
            database="",
            allow_private_sources=(_LOOPBACK,),
        )
        with _listener(parsed) as listener:
            settings = _where_it_is(settings, listener)
            declare(settings, parse(plants.declaration()), parsed.lang, folder=Path.cwd(), simulated=True)
            return _run(settings, parsed, listener, simulated=True, alongside=plants.serving)


def serve(parsed: argparse.Namespace) -> int:
    if parsed.roles != "all":
        raise Failure("roles")
    settings = load_settings()
    with _listener(parsed) as listener:
        return _run(settings, parsed, listener)


def _where_it_is(settings: Settings, listener: socket.socket) -> Settings:
    """Links of a demo lead to its own port, unless somebody says what its address is."""
    if settings.public_url != Settings().public_url:
        return settings
    return msgspec.structs.replace(settings, public_url=f"http://localhost:{listener.getsockname()[1]}")


def _listening(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("--host", default=_HOST, help=help_texts["host"])
    parser.add_argument("--port", type=port, default=_PORT, help=help_texts["port"])


def port(text: str) -> int:
    """Raises ValueError; its own name stands in what argparse then says."""
    number = int(text)
    if not 0 <= number < 65536:
        raise ValueError(text)
    return number


def _listener(parsed: argparse.Namespace) -> socket.socket:
    family = socket.AF_INET6 if ":" in parsed.host else socket.AF_INET
    try:
        listener = socket.create_server((parsed.host, parsed.port), family=family, backlog=2048)
    except (OSError, UnicodeError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        code = "port_taken" if taken else "not_listening"
        raise Failure(code, host=parsed.host, port=parsed.port) from error
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; each connection inherits it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _PATIENCE_MS)
    return listener


def _run(
    settings: Settings,
    parsed: argparse.Namespace,
    listener: socket.socket,
    *,
    simulated: bool = False,
    alongside: Alongside = nullcontext,
) -> int:
    redactor = Redactor()
    set_up_logs(redactor, settings.log_level)
    try:
        with using(settings):
            app.prepare(settings, first_visit=simulated)
            program = app.Program(settings, redactor, own=_own(listener), simulated=simulated)
    except NotBuilt as error:
        raise Failure("not_built") from error
    web = program.web(alongside)
    config = uvicorn.Config(
        web,
        loop="uvloop",
        http=program.front(),
        lifespan="off",  # begun in _serve: what keeps it from beginning is said in a sentence there
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_LEAVE_S,
        proxy_headers=False,  # read where it counts, for streams: web/visitor.py
    )
    server = _Server(config, _greeting(parsed, listener, simulated=simulated))
    try:
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(_serve(server, program, web, settings, listener))
    except app.FolderTaken as error:
        raise Failure("folder_taken", folder=settings.folder) from error
    return 0 if server.started else 1


def _own(listener: socket.socket) -> list[tuple[str, int]]:
    """Where we can be reached ourselves, on every address of this machine that the listener stands for."""
    host, port = listener.getsockname()[:2]
    loopback = ("127.0.0.1", "::1", "localhost")
    return [(each, port) for each in ((host, *loopback) if host in ("0.0.0.0", "::", *loopback) else (host,))]  # noqa: S104


async def _serve(
    server: "_Server", program: app.Program, web: Starlette, settings: Settings, listener: socket.socket
) -> None:
    async with AsyncExitStack() as living:
        with using(settings):
            await program.take_folder()
            living.enter_context(server.capture_signals())
            await living.enter_async_context(web.router.lifespan_context(web))
        await server.serve(sockets=[listener])


def _greeting(parsed: argparse.Namespace, listener: socket.socket, *, simulated: bool) -> str:
    words = texts(parsed.lang, "cli")
    host = "localhost" if parsed.host in ("127.0.0.1", "::1", "0.0.0.0", "::") else parsed.host  # noqa: S104
    host = f"[{host}]" if ":" in host else host
    url = f"http://{host}:{listener.getsockname()[1]}"
    return f"{words['ready_demo' if simulated else 'ready'].format(url=url)}\n{words['stop_hint']}"


class _Server(uvicorn.Server):
    """Says when it is ready, and tidies up whatever signal asked it to stop."""

    def __init__(self, config: uvicorn.Config, greeting: str) -> None:
        super().__init__(config)
        self._greeting = greeting
        self._asked_to_stop = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            with suppress(OSError, ValueError):  # nobody reads it, or the disk it goes to is full: no reason to end
                print(self._greeting, flush=True)

    async def main_loop(self) -> None:
        """Not the inherited one: it wakes up ten times a second to see whether it was asked to stop."""
        telling = asyncio.create_task(self._tell_the_time())
        await self._asked_to_stop.wait()
        telling.cancel()

    async def _tell_the_time(self) -> None:
        while True:
            await self.on_tick(0)  # writes the Date of the next second's answers
            await next_second()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Not the inherited one: it raises the signal again in the end, which would skip what is still to be tidied."""
        self.force_exit = self.should_exit and sig == signal.SIGINT  # a second Ctrl+C
        self.should_exit = True
        asyncio.get_running_loop().call_soon_threadsafe(self._asked_to_stop.set)  # from within a signal
