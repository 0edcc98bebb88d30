"""What the tests of `store` share, see cellar.py; and the same examples on every machine."""

from hypothesis import settings

from tests.store.cellar import folder, load, prepared

__all__ = ["folder", "load", "prepared"]

settings.register_profile("store", deadline=None, database=None, derandomize=True)
settings.load_profile("store")
