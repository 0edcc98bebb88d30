import errno

import pytest

from quelia.bridge.file import pauses, translated


def _of_windows(number: int) -> PermissionError:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = number  # type: ignore[attr-defined, unused-ignore]
    return error


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (FileNotFoundError(errno.ENOENT, "no"), "file_missing"),
        (NotADirectoryError(errno.ENOTDIR, "no"), "file_missing"),
        (PermissionError(errno.EACCES, "no"), "file_permission"),
        (_of_windows(32), "file_locked"),
        (_of_windows(33), "file_locked"),
        (OSError(errno.EBUSY, "no"), "file_locked"),
        (OSError(errno.EIO, "no"), "file_system"),
        (ValueError("embedded null byte"), "file_missing"),
    ],
)
def test_what_keeps_a_file_from_being_read_has_its_own_words(error: OSError, fault: str) -> None:
    assert translated(error).fault == fault


@pytest.mark.parametrize("timeout_s", [0.1, 1.0, 3.0, 60.0])
def test_trying_again_leaves_half_of_the_time(timeout_s: float) -> None:
    assert sum(pauses(timeout_s)) <= timeout_s / 2
