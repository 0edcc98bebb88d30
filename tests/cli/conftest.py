"""What the tests of `cli` share, see cellar.py."""

from tests.store.cellar import folder, load, prepared

__all__ = ["folder", "load", "prepared"]
