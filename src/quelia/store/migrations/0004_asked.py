"""The table of asked.py, read and written in plain SQL."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

ASKED = "CREATE TABLE asked (source_id BIGINT PRIMARY KEY, asked_ms BIGINT NOT NULL, not_before_ms BIGINT)"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0003_drafts")]
    operations: ClassVar[list[Operation]] = [migrations.RunSQL(ASKED, "DROP TABLE asked")]
