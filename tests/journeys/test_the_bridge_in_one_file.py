"""The program of one file reads where there is no Python: nothing in the environment, and as root nothing but libc around it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.journeys.inverter import Inverter

_BRIDGE = """
[bridge]
name = "alone"
lang = "en"

[[input]]
type = "simulation"
name = "made up"
[[input.point]]
plant = "a"
unit = "kW"
peak = 10.0

[[input]]
type = "csv"
name = "logger"
file = "log.csv"
max_age_s = 3600
[[input.point]]
plant = "b"
unit = "MW"
column = "P"

[[input]]
type = "json"
name = "export"
file = "export.json"
[[input.point]]
plant = "c"
unit = "kW"
path = "now.power"

[[input]]
type = "sunspec"
name = "inverter"
host = "127.0.0.1"
port = {port}
[[input.point]]
plant = "d"
unit = "W"
model = 103
point = "W"

[[input]]
type = "modbus"
name = "registers"
host = "127.0.0.1"
port = {port}
[[input.point]]
plant = "e"
unit = "W"
register = "0x9C50"
table = "holding"
kind = "int16"

[[output]]
type = "push"
url = "https://quelia.example"
key = "file:push.key"
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once; half a minute."""
    folder = tmp_path_factory.mktemp("binary")
    words = ["--noconfirm", "--log-level", "ERROR", "--distpath", str(folder), "--workpath", str(folder / "build")]
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", *words, str(ROOT / "scripts/quelia-bridge.spec")],
        check=True,
        capture_output=True,
        timeout=300,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )
    return folder / "quelia-bridge"


@pytest.fixture
def bare(program: Path, tmp_path: Path) -> Path:
    """A root with the program, and the libraries that every Linux has."""
    needed = subprocess.run(["ldd", str(program)], check=True, capture_output=True, text=True).stdout
    for library in re.findall(r"(/\S+) \(0x", needed):
        target = tmp_path / library.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
    for library in ("librt.so.1", "libm.so.6", "libutil.so.1", "libresolv.so.2", "libnss_files.so.2"):  # of libc, too
        for found in Path("/lib").glob(f"*-linux-gnu/{library}"):
            shutil.copy(found, tmp_path / "lib" / found.parent.name / library)
    (tmp_path / "tmp").mkdir()
    shutil.copy(program, tmp_path / "quelia-bridge")
    return tmp_path


def test_it_reads_where_there_is_no_python(bare: Path, inverter: Inverter) -> None:
    (bare / "bridge.toml").write_text(_BRIDGE.format(port=inverter.port))
    (bare / "log.csv").write_text("t;P\n1;3.25\n")
    (bare / "export.json").write_text('{"now": {"power": 77.5}}\n')
    (bare / "push.key").write_text("a-key-of-nobody\n")
    (bare / "push.key").chmod(0o600)
    if os.geteuid() == 0:  # nothing else of this machine is there
        line = [str(shutil.which("chroot")), str(bare), "/quelia-bridge", "test", "/bridge.toml"]
    else:
        line = [str(bare / "quelia-bridge"), "test", str(bare / "bridge.toml")]
    ran = subprocess.run(line, check=False, env={}, capture_output=True, text=True, timeout=60)
    values = re.findall(r"(\w)/power: \[.*?\] (\S+)\xa0", ran.stdout)
    assert (ran.returncode, ran.stderr, dict(values) | {"a": "?"}) == (
        0,
        "",
        {"a": "?", "b": "3.25", "c": "77.5", "d": "412500", "e": "4125"},
    )


def test_it_takes_the_words_of_the_whole_program_too(program: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [str(program), "bridge", "test", "nowhere.toml"],
        check=False,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ran.returncode, "nowhere.toml" in ran.stderr) == (1, True)
