"""Files that are sent, as the office keeps them."""

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import RequestFactory

import tests.admin.office  # noqa: F401 - Django is set up before what is asked here
from quelia.admin.uploads import MOST_BYTES


def kept(content: bytes) -> int:
    """How much of a file is there when a page asks for it."""
    file = RequestFactory().post("/", {"file": SimpleUploadedFile("a", content)}).FILES["file"]
    assert isinstance(file, UploadedFile)
    return len(file.read())


def test_no_more_of_a_file_is_kept_than_tells_that_it_is_too_large() -> None:
    assert kept(b"x" * MOST_BYTES) == MOST_BYTES
    assert MOST_BYTES < kept(b"x" * 5 * MOST_BYTES) < 2 * MOST_BYTES
