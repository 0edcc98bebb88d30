from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

import tests.admin.office  # noqa: F401 - Django is set up before what is asked here
from quelia.admin.uploads import MOST_BYTES


def test_no_more_of_a_file_is_kept_than_tells_that_it_is_too_large() -> None:
    sent = {"small": SimpleUploadedFile("a", b"x"), "large": SimpleUploadedFile("b", b"x" * 5 * MOST_BYTES)}
    files = RequestFactory().post("/", sent).FILES
    assert files["small"].read() == b"x"
    assert MOST_BYTES < len(files["large"].read()) < 2 * MOST_BYTES
