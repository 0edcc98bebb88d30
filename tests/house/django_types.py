"""Django's settings for the type checker, which must import them from a module."""

from quelia.admin.settings import values
from quelia.settings import Settings

globals().update(values(Settings(data="never-opened"), [b"a key of nobody"]))
