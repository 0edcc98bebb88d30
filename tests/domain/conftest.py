"""The same examples on every machine: a test that fails here fails there."""

from hypothesis import settings

settings.register_profile("domain", deadline=None, database=None, derandomize=True)
settings.load_profile("domain")
