"""`quelia doctor`: what is well, what to look at, and what is broken. It changes nothing."""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from quelia.cli import keys
from quelia.cli.doctor import machine, pushed, service, stored
from quelia.cli.failure import Failure, using
from quelia.cli.finding import Finding, broken, look, show
from quelia.settings import Settings, SettingsError
from quelia.settings import load as load_settings
from quelia.texts import texts

# what can be said of any machine
MACHINE: dict[str, Callable[[], Iterable[Finding]]] = {
    "versions": machine.versions,
    "clock": machine.clock,
    "zones": machine.zones,
    "limits": machine.files,
}
# what can be said of one installation
INSTALLATION: dict[str, Callable[[Settings], Iterable[Finding]]] = {
    "settings": machine.settings_in_force,
    "folder": stored.folder,
    "rights": stored.rights_of_files,
    "database": stored.integrity,
    "migrations": stored.migrations,
    "readings": stored.readings,
    "pushed": pushed.pushed,
    "zones": stored.zones,
    "keys": keys.ring,
}
_LEAP_S = 0.5  # what sets a clock right does so bit by bit; this is a leap


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("--host", default=service.HOST, help=help_texts["host_asked"])
    parser.add_argument("--port", type=int, default=service.PORT, help=help_texts["port_asked"])


def run(parsed: argparse.Namespace) -> int:
    marks = show(_findings(parsed), parsed.lang)
    words = texts(parsed.lang, "doctor")["sum"]
    print(
        words["broken" if marks["broken"] else "look" if marks["look"] else "well"].format(
            look=marks["look"], broken=marks["broken"]
        )
    )
    return 1 if marks["broken"] else 0


def _findings(parsed: argparse.Namespace) -> Iterator[Finding]:
    ahead_s = time.time() - time.monotonic()
    careful = _Careful(parsed.lang)
    for name, look_at in MACHINE.items():
        yield from careful.found(name, look_at)
    try:
        settings = load_settings()
    except SettingsError as error:
        failure = Failure(error.code, setting=error.setting, detail=error.detail)
        yield broken("said", sentence=failure.sentence(parsed.lang))
    else:
        for name, examine in INSTALLATION.items():
            yield from careful.found(name, partial(examine, settings), settings)
        yield from careful.found("service", partial(service.service, settings, parsed.host, parsed.port), settings)
    leap_s = time.time() - time.monotonic() - ahead_s
    if abs(leap_s) > _LEAP_S:
        yield look("clock_leapt", seconds=leap_s)


class _Careful:
    """Each check fails by itself; what keeps several of them from looking is said once."""

    def __init__(self, lang: str) -> None:
        self._lang, self._said = lang, set[str]()

    def found(
        self, name: str, check: Callable[[], Iterable[Finding]], settings: Settings | None = None
    ) -> Iterator[Finding]:
        try:
            with using(settings or Settings()):
                yield from check()
        except Failure as failure:
            sentence = failure.sentence(self._lang)
            if sentence not in self._said:
                yield broken("said", sentence=sentence)
            self._said.add(sentence)
        except Exception as error:  # noqa: BLE001 - of a damaged folder anything may come, and the others are still to look
            check_name = texts(self._lang, "doctor")["check"][name]
            yield broken("check_failed", check=check_name, cause=type(error).__name__)
