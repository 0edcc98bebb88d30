"""What starts a bridge with its machine, as text: a unit of systemd, or a task of Windows."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple
from xml.sax.saxutils import escape

import msgspec

from quelia.bridge.config import Config
from quelia.bridge.secret import credential

_LOCAL_SERVICE = "S-1-5-19"  # an account of Windows that may little, and reach the network
_SERIAL_GROUP = "dialout"  # whose devices serial ports are, on Debian and Raspberry Pi
# each minute, to no effect while it runs: restarts "on failure" are of tasks that could not be started
_AGAIN = "<Repetition><Interval>PT1M</Interval></Repetition>"
_HARDENING = """\
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
UMask=0077
"""


class Service(NamedTuple):
    """program: what runs, before `run CONFIG.toml`. account: None for one that exists only while it runs.

    session: a unit of the user's own session. environment: a file with NAME=secret lines.
    """

    config: Config
    program: Sequence[str]
    account: str | None = None
    session: bool = False
    environment: Path | None = None

    @property
    def name(self) -> str:
        return name_of(self.config.file)

    @property
    def command(self) -> list[str]:
        return [*self.program, "run", str(self.config.file)]


def name_of(file: Path) -> str:
    """`bridge.toml` is quelia-bridge, `roof.toml` quelia-bridge-roof."""
    stem = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")
    return "quelia-bridge" if stem in ("", "bridge") else f"quelia-bridge-{stem}"


def unit(service: Service) -> str:
    """The unit of systemd."""
    system = not service.session
    return "".join(
        line for part in (_unit(service), _service(service, system=system), _install(system=system)) for line in part
    )


def _unit(service: Service) -> Iterator[str]:
    yield "[Unit]\n"
    yield f"Description=quelia bridge {specified(service.config.name)}\n"
    yield "# readings bear the time of this machine: it waits for the network, and for the clock where that is set\n"
    yield "Wants=network-online.target\nAfter=network-online.target time-sync.target\n"
    yield "StartLimitIntervalSec=0\n\n"


def _service(service: Service, *, system: bool) -> Iterator[str]:
    yield "[Service]\nType=notify\n"
    yield "# a program of one file runs as a child of itself\nNotifyAccess=all\n"
    yield f"ExecStart={' '.join(_word(each) for each in service.command)}\n"
    yield f"WorkingDirectory={specified(str(service.config.folder))}\n"
    if service.environment is not None:
        yield f"EnvironmentFile={specified(str(service.environment))}\n"
    yield "WatchdogSec=60\nRestart=always\nRestartSec=5\n"
    yield "# a configuration that is wrong does not get better by itself\nRestartPreventExitStatus=2\n"
    yield "TimeoutStartSec=60\nTimeoutStopSec=10\n"
    if not system:
        yield "NoNewPrivileges=yes\nUMask=0077\n\n"
        return
    yield f"User={specified(service.account)}\n" if service.account else "DynamicUser=yes\n"
    if service.config.keep_named is None:
        yield f"StateDirectory={service.name}\nStateDirectoryMode=0700\n"
    else:
        yield f"ReadWritePaths={_word(str(service.config.keep))}\n"
    for written in (service.config.file.name, *secret_files(service.config), *key_files(service.config)):
        path = service.config.folder / written
        yield f"LoadCredential={credential(written)}:{specified(str(path))}\n"
    if uses_serial_port(service.config):
        yield f"SupplementaryGroups={_SERIAL_GROUP}\n"
    # a /tmp of its own would hide what others put there for us
    hardening = _HARDENING if not reads_tmp(service.config) else _HARDENING.replace("PrivateTmp=yes\n", "")
    yield f"{hardening}\n"


def _install(*, system: bool) -> Iterator[str]:
    yield f"[Install]\nWantedBy={'multi-user' if system else 'default'}.target\n"


def secret_files(config: Config) -> list[str]:
    """What follows `file:`, each once: an account of its own could not read them."""
    found = [text.partition(":")[2] for text in _texts(config) if text.startswith("file:")]
    return list(dict.fromkeys(filter(None, found)))


def key_files(config: Config) -> list[str]:
    """Those with private keys, each once: they should be root's alone, as secrets are."""
    settings = [msgspec.to_builtins(each) for each in (*config.inputs, *config.outputs)]
    found = [each.get("certificate_key") or each.get("certificate") for each in settings]
    return list(dict.fromkeys(filter(None, found)))


def uses_serial_port(config: Config) -> bool:
    return any(text.startswith("/dev/") for text in _texts(config))


def reads_tmp(config: Config) -> bool:
    """An account that exists only while it runs always has a /tmp of its own."""
    return any(text.removeprefix("/var").startswith("/tmp/") for text in _texts(config))  # noqa: S108 - nothing is put there


def _texts(config: Config) -> Iterator[str]:
    """All texts of the settings."""
    waiting: list[object] = [msgspec.to_builtins(each) for each in (*config.inputs, *config.outputs)]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list | tuple):
            waiting += each


def _word(text: str) -> str:
    """One word of a command of systemd, which knows quotes, `$NAME` and `%n`."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{specified(text)}"' if re.search(r"[\s\"';\\]", text) or not text else specified(text)


def specified(text: str) -> str:
    """systemd would fill in `%n`; a line break would begin a setting of its own."""
    return re.sub(r"[\x00-\x1f\x7f]", " ", text).replace("%", "%%")


def task(service: Service) -> str:
    """The task of Windows, as `schtasks /Create /XML` reads it; written in UTF-16."""
    program, *arguments = service.command
    log = str(PurePath(service.config.keep, "bridge.log"))
    words = subprocess.list2cmdline([*arguments, "--log", log])
    account = escape(service.account) if service.account else _LOCAL_SERVICE
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>quelia bridge {escape(_plain(service.config.name))}</Description>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger><Enabled>true</Enabled>{_AGAIN}<Delay>PT30S</Delay></BootTrigger>
    <RegistrationTrigger><Enabled>true</Enabled>{_AGAIN}</RegistrationTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author"><UserId>{account}</UserId><RunLevel>LeastPrivilege</RunLevel></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(words)}</Arguments>
      <WorkingDirectory>{escape(str(service.config.folder))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def _plain(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", text)
