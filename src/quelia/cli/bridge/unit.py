"""`quelia bridge service install|uninstall|show CONFIG.toml`: has the bridge start with the machine."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from quelia.bridge.config import Config
from quelia.bridge.problem import ConfigError
from quelia.bridge.service import Service, task, unit
from quelia.cli.bridge.file import language, read, say_problems
from quelia.cli.failure import Failure
from quelia.texts import printable, texts

_SYSTEM_UNITS = Path("/etc/systemd/system")
_WINDOWS_ACCOUNT = "*S-1-5-19"


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("what", choices=("install", "uninstall", "show"), help=help_texts["bridge_unit_action"])
    parser.add_argument("file", metavar=help_texts["file_name"], help=help_texts["bridge_file"])
    parser.add_argument("--print", action="store_true", dest="only_print", help=help_texts["bridge_print"])
    parser.add_argument("--user", action="store_true", dest="session", help=help_texts["bridge_user"])
    parser.add_argument("--as", metavar=help_texts["account_name"], dest="account", help=help_texts["bridge_as"])
    parser.add_argument("--env-file", metavar=help_texts["file_name_any"], help=help_texts["bridge_environment"])


def run(parsed: argparse.Namespace) -> int:
    try:
        config = read(parsed.file)
    except ConfigError as error:
        return say_problems(error, parsed.lang, parsed.file)
    environment = Path(parsed.env_file).absolute() if parsed.env_file else None
    service = Service(config, _program(), parsed.account, parsed.session, environment)
    lang = language(config, parsed)
    if parsed.only_print:
        print(task(service) if sys.platform == "win32" else unit(service), end="")
        return 0
    manage = _windows if sys.platform == "win32" else _systemd
    return manage(service, parsed.what, lang)


def _program() -> list[str]:
    """How we were started ourselves."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    here = Path(sys.argv[0])
    installed = here if here.stem == "quelia" and here.exists() else Path(sys.executable).parent / "quelia"
    return [str(installed.absolute()), "bridge"]


def _systemd(service: Service, what: str, lang: str) -> int:
    if shutil.which("systemctl") is None:
        raise Failure("bridge_no_systemd")
    folder = Path.home() / ".config/systemd/user" if service.session else _SYSTEM_UNITS
    file, unit_name = folder / f"{service.name}.service", f"{service.name}.service"
    if what == "show":
        return _ran(service, "status", "--no-pager", "--full", unit_name)
    if not service.session and os.geteuid() != 0:
        raise Failure("bridge_not_root")
    if what == "uninstall":
        _ran(service, "disable", "--now", unit_name)
        file.unlink(missing_ok=True)
        _ran(service, "daemon-reload")
        print(_words(lang)["uninstalled"].format(name=service.name))
        return 0
    _check_reach(service)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(unit(service), "utf-8")
    except OSError as error:
        raise Failure("file_unwritable", file=file) from error
    code = _ran(service, "daemon-reload") or _ran(service, "enable", "--now", unit_name)
    if code == 0:
        print(_words(lang)["installed"].format(name=service.name, file=printable(str(file))))
        user = "--user " if service.session else ""
        print(_words(lang)["journal"].format(command=f"journalctl {user}-u {service.name} -f"))
    return 1 if code else 0


def _check_reach(service: Service) -> None:
    """An account that exists only meanwhile must be able to read the file, and to write where it is told to."""
    if service.session or service.account:
        if service.account and service.config.keep_named is not None:
            service.config.keep.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.chown(service.config.keep, service.account)
        return
    if service.config.keep_named is not None:
        raise Failure("bridge_keep_named", folder=service.config.keep)
    if not _readable_by_all(service.config):
        raise Failure("bridge_not_readable", file=service.config.file)


def _readable_by_all(config: Config) -> bool:
    file = config.file.resolve()
    return bool(file.stat().st_mode & 0o004) and all(each.stat().st_mode & 0o001 for each in file.parents)


def _ran(service: Service, *words: str) -> int:
    scope = ["--user"] if service.session else []
    return subprocess.run(["systemctl", *scope, *words], check=False).returncode  # noqa: S603, S607 - the one in the PATH


def _windows(service: Service, what: str, lang: str) -> int:
    if what == "show":
        return _task("/Query", service, "/V", "/FO", "LIST")
    if what == "uninstall":
        _task("/End", service)
        code = _task("/Delete", service, "/F")
        print(_words(lang)["uninstalled"].format(name=service.name))
        return 1 if code else 0
    service.config.keep.mkdir(parents=True, exist_ok=True)
    if not service.account:
        grant = f"{_WINDOWS_ACCOUNT}:(OI)(CI)M"
        subprocess.run(["icacls", str(service.config.keep), "/grant", grant], check=False)  # noqa: S603, S607
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "task.xml"
        file.write_text(task(service), "utf-16")
        code = _task("/Create", service, "/XML", str(file), "/F")
    if code == 0:
        code = _task("/Run", service)
        print(_words(lang)["installed_task"].format(name=service.name, file=service.config.keep / "bridge.log"))
    return 1 if code else 0


def _task(verb: str, service: Service, *words: str) -> int:
    line = ["schtasks", verb, "/TN", service.name, *words]
    return subprocess.run(line, check=False).returncode  # noqa: S603 - our own words


def _words(lang: str) -> dict[str, str]:
    words: dict[str, str] = texts(lang, "bridge")["service"]
    return words
