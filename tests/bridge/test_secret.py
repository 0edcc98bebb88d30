"""Secrets: where they are found, and that no log shows them from then on."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from quelia.bridge.secret import Secrets, credential
from quelia.domain.errors import SecretMissing
from quelia.sources.redact import MASK, Redactor

SECRET = "a-secret-of-the-plant"


@pytest.mark.parametrize("written", ["env:KEY", "file:keys/k", SECRET])
def test_a_secret_is_found_and_masked(tmp_path: Path, written: str) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/k").write_text(f"{SECRET}\n")
    redactor = Redactor()
    found = Secrets(tmp_path, redactor, {"KEY": SECRET})(written)
    assert (found, redactor.text(f"it is {SECRET}.")) == (SECRET, f"it is {MASK}.")


def test_systemd_hands_a_secret_over(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / credential("keys/k")).write_text(SECRET)
    secrets = Secrets(tmp_path, Redactor(), {"CREDENTIALS_DIRECTORY": str(tmp_path / "given")})
    assert secrets("file:keys/k") == SECRET


@pytest.mark.parametrize(
    ("written", "fault"), [("env:NONE", "secret_env"), ("file:none", "secret_file"), ("env:EMPTY", "secret_empty")]
)
def test_one_that_is_not_there_is_named(tmp_path: Path, written: str, fault: str) -> None:
    with pytest.raises(SecretMissing) as missing:
        Secrets(tmp_path, Redactor(), {"EMPTY": ""})(written)
    assert (missing.value.fault, missing.value.facts["name"]) == (fault, written.partition(":")[2])


def test_one_in_the_file_itself_is_warned_of_once_and_not_shown(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, Redactor(), {})
    with capture_logs() as told:
        secrets(SECRET)
        secrets(SECRET)
    assert (len(told), SECRET in str(told)) == (1, False)


def test_a_file_that_everybody_may_read_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "k").write_text(SECRET)
    (tmp_path / "k").chmod(0o644)
    with capture_logs() as told:
        Secrets(tmp_path, Redactor(), {})("file:k")
    assert [each["file"] for each in told] == ["k"]
