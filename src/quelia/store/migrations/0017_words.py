"""What came under an Idempotency-Key: the same word with something else is no repetition. Plain SQL, see shelving.py."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

DIGEST = "ALTER TABLE deposit_key ADD COLUMN digest TEXT"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0016_deposits")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(DIGEST, "ALTER TABLE deposit_key DROP COLUMN digest"),
    ]
