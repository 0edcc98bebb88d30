"""What the tests of `admin` share, see office.py, clock.py, counter.py, posted.py and tests/store/cellar.py."""

import tests.admin.office  # noqa: F401 - first: Django must be set up before what follows
from tests.admin.clock import clock
from tests.admin.counter import counter, furnished
from tests.admin.posted import authority, mail_server
from tests.store.cellar import folder, load, prepared

__all__ = ["authority", "clock", "counter", "folder", "furnished", "load", "mail_server", "prepared"]
