"""What the tests of `admin` and `web` share: Django with its settings, as far as its template engine asks for them."""

import django
import pytest
from django.conf import settings

from quelia.admin.settings import values
from quelia.settings import Settings


@pytest.fixture(scope="session", autouse=True)
def office(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Django is configured once per process; whoever wants a database leads it to one (tests/store/cellar.py)."""
    if not settings.configured:
        settings.configure(**values(Settings(data=str(tmp_path_factory.mktemp("office"))), [b"a key of tests"]))
        django.setup()
