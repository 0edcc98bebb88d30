"""What the tests of `admin` and `web` share: Django with its settings, before anything of it is imported."""

import django
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from quelia.admin.settings import values
from quelia.settings import Settings

KEY = b"a key of tests"

# once per process; whoever wants a database leads it to one (tests/store/cellar.py)
if not settings.configured:
    settings.configure(**values(Settings(data="nowhere"), [KEY]))
    django.setup()

# slow on purpose, a tenth of a second and 100 MB each time: that it is asked, and once, is what tests are about
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1
