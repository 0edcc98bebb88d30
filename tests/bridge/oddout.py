"""The output of odd.py, as a module of its own."""

from tests.bridge.odd import OutSettings as Settings
from tests.bridge.odd import out_opened as opened

__all__ = ["Settings", "opened"]
