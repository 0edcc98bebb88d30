"""quelia in processes that are forked from one which has read the program already: for tests that start it many times."""

import multiprocessing
import os
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

from quelia.cli import main
from tests.journeys.service import Running, Service

_CONTEXT = multiprocessing.get_context("forkserver")
# what `quelia serve` imports only once it runs is most of its start
_LATER = (
    "django.core.management.commands.migrate django.db.backends.sqlite3.base django.template.defaultfilters "
    "django.template.defaulttags django.template.loader_tags uvicorn.lifespan.on uvicorn.loops.uvloop uvloop"
)
_CONTEXT.set_forkserver_preload([__name__, *_LATER.split()])


def _serve(environ: dict[str, str], folder: Path, log: Path, arguments: tuple[str, ...]) -> None:
    os.environ.update(environ)
    os.chdir(folder)
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.exit(main(arguments))


class _Forked:
    """A process of `multiprocessing` as one of `subprocess`."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def send_signal(self, sig: int) -> None:
        os.kill(self.pid, sig)

    def wait(self, timeout: float) -> None:
        self._process.join(timeout)
        assert self._process.exitcode is not None, "it does not end"

    def poll(self) -> int | None:
        return self._process.exitcode


class ForkedService(Service):
    """Starts in a tenth of the time; what runs is the same."""

    def _spawn(self, *arguments: str) -> Running:
        process = _CONTEXT.Process(target=_serve, args=(self.environ, self._folder, self._log, arguments), daemon=True)
        process.start()
        return _Forked(process)
