"""What the tests of `admin` share, see office.py."""

from tests.admin.office import office

__all__ = ["office"]
