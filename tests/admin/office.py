"""What the tests of `admin` and `web` share: Django with its settings, before anything of it is imported."""

import django
from django.conf import settings

from quelia.admin.settings import values
from quelia.settings import Settings

KEY = b"a key of tests"

# once per process; whoever wants a database leads it to one (tests/store/cellar.py)
if not settings.configured:
    settings.configure(**values(Settings(data="nowhere"), [KEY]))
    django.setup()
