"""Django's settings for the type checker, which must import them from a module."""

from pathlib import Path

from quelia.admin.settings import values

globals().update(values(Path("never-opened.sqlite3")))
