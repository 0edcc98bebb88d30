"""`quelia bridge service install|uninstall|show CONFIG.toml`: has the bridge start with the machine."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from quelia.bridge.problem import ConfigError
from quelia.bridge.service import Service, name_of, reads_tmp, specified, task, unit
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
    name = name_of(Path(parsed.file).absolute())
    if parsed.what != "install" and not parsed.only_print:  # whatever is wrong with the file by now
        manage = _windows_installed if sys.platform == "win32" else _systemd_installed
        return manage(name, parsed)
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
    install = _windows if sys.platform == "win32" else _systemd
    return install(service, lang)


def _program() -> list[str]:
    """How we were started ourselves."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    here = Path(sys.argv[0])
    installed = here if here.stem == "quelia" and here.exists() else Path(sys.executable).parent / "quelia"
    return [str(installed.absolute()), "bridge"]


def _unit_file(name: str, *, session: bool) -> Path:
    """Raises Failure where there is no systemd."""
    if shutil.which("systemctl") is None:
        raise Failure("bridge_no_systemd")
    folder = Path.home() / ".config/systemd/user" if session else _SYSTEM_UNITS
    return folder / f"{name}.service"


def _check_rights(*, session: bool) -> None:
    if not session and os.geteuid() != 0:
        raise Failure("bridge_not_root")


def _systemd_installed(name: str, parsed: argparse.Namespace) -> int:
    """Show the unit of that name, or take it away."""
    file, session = _unit_file(name, session=parsed.session), parsed.session
    if parsed.what == "show":
        return _ran(session, "status", "--no-pager", "--full", file.name)
    _check_rights(session=session)
    if not file.exists():
        raise Failure("bridge_not_installed", name=name)
    _ran(session, "disable", "--now", file.name)
    file.unlink(missing_ok=True)
    _ran(session, "daemon-reload")
    _ran(session, "reset-failed", file.name, quiet=True)  # else a service that failed is still shown
    print(_words(parsed.lang)["uninstalled"].format(name=name))
    return 0


def _systemd(service: Service, lang: str) -> int:
    file, session = _unit_file(service.name, session=service.session), service.session
    _check_rights(session=session)
    _check_reach(service)
    _check_own(file, service)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(unit(service), "utf-8")
    except OSError as error:
        raise Failure("file_unwritable", file=file) from error
    # restarted, so that what is installed anew is what runs
    code = _ran(session, "daemon-reload") or _ran(session, "enable", file.name) or _ran(session, "restart", file.name)
    if code == 0:
        print(_words(lang)["installed"].format(name=service.name, file=printable(str(file))))
        user = "--user " if service.session else ""
        print(_words(lang)["journal"].format(command=f"journalctl {user}-u {service.name} -f"))
    return 1 if code else 0


def _check_reach(service: Service) -> None:
    """An account that exists only meanwhile must be able to get to the file, and to write where it is told to."""
    if service.session or service.account:
        if service.account and service.config.keep_named is not None:
            service.config.keep.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.chown(service.config.keep, service.account)
        return
    if service.config.keep_named is not None:
        raise Failure("bridge_keep_named", folder=service.config.keep)
    if reads_tmp(service.config):
        raise Failure("bridge_reads_tmp")
    for file in (service.config.file, Path(service.program[0]), Path(sys.executable)):
        closed = [each for each in file.resolve().parents if not each.stat().st_mode & 0o001]
        if closed:
            code = "bridge_not_reachable" if file == service.config.file else "bridge_program_not_reachable"
            raise Failure(code, folder=closed[-1])


def _check_own(file: Path, service: Service) -> None:
    """Two files of one name in two folders would be one service."""
    try:
        there = file.read_text("utf-8")
    except OSError:
        return
    if f"WorkingDirectory={specified(str(service.config.folder))}\n" not in there:
        raise Failure("bridge_unit_taken", name=service.name, file=file)


def _ran(session: bool, *words: str, quiet: bool = False) -> int:
    scope = ["--user"] if session else []
    line = ["systemctl", *scope, *words]
    return subprocess.run(line, check=False, stderr=subprocess.DEVNULL if quiet else None).returncode  # noqa: S603 - the one in the PATH


def _windows_installed(name: str, parsed: argparse.Namespace) -> int:
    """Show the task of that name, or take it away."""
    if parsed.what == "show":
        return _task("/Query", name, "/V", "/FO", "LIST")
    _task("/End", name)
    code = _task("/Delete", name, "/F")
    if code == 0:
        print(_words(parsed.lang)["uninstalled"].format(name=name))
    return 1 if code else 0


def _windows(service: Service, lang: str) -> int:
    service.config.keep.mkdir(parents=True, exist_ok=True)
    if not service.account:
        grant = f"{_WINDOWS_ACCOUNT}:(OI)(CI)M"
        subprocess.run(["icacls", str(service.config.keep), "/grant", grant], check=False)  # noqa: S603, S607
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "task.xml"
        file.write_text(task(service), "utf-16")
        code = _task("/Create", service.name, "/XML", str(file), "/F")
    if code == 0:
        code = _task("/Run", service.name)
        print(_words(lang)["installed_task"].format(name=service.name, file=service.config.keep / "bridge.log"))
    return 1 if code else 0


def _task(verb: str, name: str, *words: str) -> int:
    line = ["schtasks", verb, "/TN", name, *words]
    return subprocess.run(line, check=False).returncode  # noqa: S603 - our own words


def _words(lang: str) -> dict[str, str]:
    words: dict[str, str] = texts(lang, "bridge")["service"]
    return words
