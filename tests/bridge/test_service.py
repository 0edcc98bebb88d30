"""What starts a bridge with its machine, by the facts of its text."""

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from quelia.bridge.config import load
from quelia.bridge.secret import key_file
from quelia.bridge.service import Service, task, unit
from tests.bridge.conftest import BRIDGE, INPUT, OUTPUT, Read

_SECRET = OUTPUT + 'password = "file:keys/push.key"\n'


def lines(read: Read, *parts: str, **more: object) -> list[str]:
    return unit(Service(read(*(parts or (BRIDGE, INPUT, OUTPUT))), ["/opt/quelia-bridge"], **more)).split("\n")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line",
    [
        "Type=notify",
        "WatchdogSec=60",
        "Restart=always",
        "DynamicUser=yes",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
    ],
)
def test_a_unit_has_its_lines(read: Read, line: str) -> None:
    assert line in lines(read)


def test_a_service_of_an_account_runs_as_it(read: Read) -> None:
    told = lines(read, account="meter")
    assert ("User=meter" in told, "DynamicUser=yes" in told) == (True, False)


def test_a_service_of_a_session_begins_with_it(read: Read) -> None:
    assert "WantedBy=default.target" in lines(read, session=True)


def test_a_file_of_variables_is_read_by_systemd(read: Read) -> None:
    assert "EnvironmentFile=/etc/quelia.env" in lines(read, environment=Path("/etc/quelia.env"))


def test_secrets_in_files_are_handed_over(read: Read, tmp_path: Path) -> None:
    assert f"LoadCredential=keys_push.key:{tmp_path}/keys/push.key" in lines(read, BRIDGE, INPUT, _SECRET)


def test_the_configuration_may_be_nobody_elses(read: Read, tmp_path: Path) -> None:
    handed = next(line.partition("=")[2] for line in lines(read) if line.startswith("LoadCredential="))
    name, _, path = handed.partition(":")
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / name).write_text("".join((BRIDGE, INPUT, OUTPUT)))  # and the file itself is out of reach
    config = load(Path(path), {"CREDENTIALS_DIRECTORY": str(folder)})
    assert (config.name, config.folder) == ("roof", tmp_path)


def test_private_keys_are_handed_over(read: Read, tmp_path: Path) -> None:
    serve = '[[output]]\ntype = "serve"\ncertificate = "tls/{0}"\n'
    apart, both = serve.format("roof.pem") + 'certificate_key = "tls/roof.key"\n', serve.format("both.pem")
    for told, name in ((apart, "roof.key"), (both, "both.pem")):
        assert f"LoadCredential=tls_{name}:{tmp_path}/tls/{name}" in lines(read, BRIDGE, INPUT, told)


def test_a_key_that_only_root_may_read_is_read_where_it_was_handed(tmp_path: Path) -> None:
    (tmp_path / "tls").mkdir()
    (tmp_path / "tls_roof.key").touch()
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert key_file(tmp_path, "tls/roof.key", environ) == tmp_path / "tls_roof.key"
    (tmp_path / "tls/roof.key").touch()
    assert key_file(tmp_path, "tls/roof.key", environ) == tmp_path / "tls/roof.key"


def test_a_folder_that_the_file_names_may_be_written(read: Read, tmp_path: Path) -> None:
    assert f"ReadWritePaths={tmp_path}/here" in lines(read, BRIDGE, 'keep = "here"\n', INPUT, OUTPUT)


def test_what_others_put_into_tmp_is_not_hidden(read: Read) -> None:
    file = OUTPUT + 'password = "/tmp/scada/now.csv"\n'
    told = [lines(read, BRIDGE, INPUT, output, account="meter") for output in (OUTPUT, file)]
    assert ["PrivateTmp=yes" in each for each in told] == [True, False]


def test_odd_names_begin_no_line_and_are_not_filled_in(read: Read) -> None:
    told = lines(read, BRIDGE.replace("roof", "50 %n\\nUser=root"), INPUT, OUTPUT)
    assert ("User=root" in told, "Description=quelia bridge 50 %%n User=root" in told) == (False, True)


def test_systemd_takes_the_unit(read: Read, tmp_path: Path) -> None:
    """Where it is not, the facts above are what is known."""
    file = tmp_path / "quelia-bridge.service"
    file.write_text(unit(Service(read(BRIDGE, INPUT, OUTPUT), ["/bin/true"])))
    verify = shutil.which("systemd-analyze")
    ran = subprocess.run([verify, "verify", str(file)], check=False, capture_output=True, text=True) if verify else None
    assert ran is None or (ran.returncode, ran.stderr) == (0, "")


def test_a_task_of_windows_runs_the_same(read: Read, tmp_path: Path) -> None:
    service = Service(read(BRIDGE.replace("roof", "a & b"), INPUT, OUTPUT), ["C:\\Program Files\\q.exe"])
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    root = ElementTree.fromstring(task(service).encode("utf-16"))
    found = {each.tag.removeprefix(space): each.text for each in root.iter()}
    assert (found["Command"], found["Description"], found["UserId"], found["ExecutionTimeLimit"]) == (
        "C:\\Program Files\\q.exe",
        "quelia bridge a & b",
        "S-1-5-19",
        "PT0S",
    )
    assert str(found["Arguments"]).startswith(f"run {tmp_path}/bridge.toml --log ")
    triggers = root.findall(f"{space}Triggers/*")
    assert [each.find(f"{space}Repetition/{space}Interval") is not None for each in triggers] == [True, True]
