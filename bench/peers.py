"""What the bench needs besides quelia: peers from Debian's packages, and a compiler for our own load generators."""

import os
import platform
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_SOURCES = Path(__file__).parent
_BUILT = Path(sys.prefix) / "bench"  # .venv is out of git's sight already
_PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
_NEEDED: dict[str, str | Path] = {  # Debian package: a file of it, or a program
    "nginx": "nginx",
    "libnginx-mod-nchan": NCHAN,
    "prometheus": "prometheus",
    "gcc": "gcc",
    "libc6-dev": Path("/usr/include/stdio.h"),
}
_FILES = 16_000  # 10,000 viewers, and quelia keeps a quarter of what it may have for itself
_POLICY = Path("/usr/sbin/policy-rc.d")
_DENIED = "#!/bin/sh\n# quelia's bench installs peers that must not start as services; gone once they are installed\nexit 101\n"


class NotReady(Exception):
    """Something that the bench needs is not here; the message says what to type."""


def have_peers() -> None:
    """Install what is missing where that needs no password. Raises NotReady."""
    missing = _missing()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing what quelia is compared with: {', '.join(missing)}…", flush=True)
        _install(missing)
        missing = _missing()
    if missing:
        sudo = "" if os.geteuid() == 0 else "sudo "
        line = f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {' '.join(missing)}"
        raise NotReady(
            f"The benchmarks need {', '.join(missing)}. Type this line, then `make bench` again:\n\n    {line}\n"
        )


def raise_limit() -> None:
    """As many open files as may be; what is started here inherits it. Raises NotReady where that is too few."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < _FILES:
        raise NotReady(f"`ulimit -Hn` says {most}, and 10,000 viewers need {_FILES}. Raise it, then try again.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def compiled(name: str) -> str:
    """The path of one of our C programs, compiled where its source is newer."""
    source, program = _SOURCES / f"{name}.c", _BUILT / name
    newest = max(source.stat().st_mtime, (_SOURCES / "shared.h").stat().st_mtime)
    if not program.exists() or program.stat().st_mtime < newest:
        _BUILT.mkdir(exist_ok=True)
        subprocess.run(["gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-o", program, source], check=True)
    return str(program)


def program(name: str) -> str:
    path = shutil.which(name, path=_PATH)
    assert path is not None, "have_peers made sure of it"
    return path


def versions() -> str:
    """One line: machine and peers."""
    packages = [name for name in _NEEDED if name != "libc6-dev"]
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Package} ${Version}, ", *packages],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return f"{asked.stdout}Python {platform.python_version()}, Linux {platform.release()}, {os.cpu_count()} cores"


def _missing() -> list[str]:
    return [package for package, there in _NEEDED.items() if not _is_here(there)]


def _is_here(there: str | Path) -> bool:
    return there.exists() if isinstance(there, Path) else shutil.which(there, path=_PATH) is not None


def _install(packages: Sequence[str]) -> None:
    ours = not _POLICY.exists()
    if ours:
        _POLICY.write_text(_DENIED, "ascii")
        _POLICY.chmod(0o755)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", *words], env=quiet, stdout=subprocess.DEVNULL, check=False)
    finally:
        if ours:
            _POLICY.unlink()
