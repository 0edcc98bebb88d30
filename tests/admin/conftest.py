"""What the tests of `admin` share, see office.py, clock.py, counter.py and tests/store/cellar.py."""

import tests.admin.office  # noqa: F401 - first: Django must be set up before what follows
from tests.admin.clock import clock
from tests.admin.counter import counter
from tests.store.cellar import folder, load, prepared

__all__ = ["clock", "counter", "folder", "load", "prepared"]
