"""What the tests of `alerts` share with those of `store`: a data folder of their own. See tests/store/cellar.py."""

import tests.admin.office  # noqa: F401 - first: Django must be set up before what follows
from tests.store.cellar import folder, prepared

__all__ = ["folder", "prepared"]
