"""The tables of polls.py and incidents.py, read and written in plain SQL."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

# calls by hour and bucket of their length: a few rows an hour for each source
POLL = """
    CREATE TABLE poll (
        source_id BIGINT NOT NULL,
        hour_s BIGINT NOT NULL,
        bucket INTEGER NOT NULL,
        calls INTEGER NOT NULL,
        failed INTEGER NOT NULL,
        PRIMARY KEY (source_id, hour_s, bucket)
    ) WITHOUT ROWID
"""
# failures in a row for one cause
FAILURE = """
    CREATE TABLE failure (
        source_id BIGINT NOT NULL,
        first_ms BIGINT NOT NULL,
        last_ms BIGINT NOT NULL,
        times INTEGER NOT NULL,
        cause TEXT NOT NULL,
        PRIMARY KEY (source_id, first_ms)
    ) WITHOUT ROWID
"""
WATCH = """
    CREATE TABLE watch (
        source_id BIGINT PRIMARY KEY,
        state TEXT NOT NULL,
        reason TEXT,
        since_ms BIGINT NOT NULL,
        trouble_ms BIGINT,
        well_ms BIGINT,
        opened_ms BIGINT,
        last_ms BIGINT,
        again INTEGER NOT NULL
    )
"""
INCIDENT = """
    CREATE TABLE incident (
        id INTEGER PRIMARY KEY,
        source_id BIGINT NOT NULL,
        since_ms BIGINT NOT NULL,
        opened_ms BIGINT NOT NULL,
        closed_ms BIGINT,
        good_ms BIGINT,
        cause TEXT NOT NULL
    )
"""
BY_SOURCE = "CREATE INDEX incident_of_source ON incident (source_id, opened_ms)"
# what is to be told of an incident; taken_ms: when it was taken to the post, before it was handed over
NOTICE = """
    CREATE TABLE notice (
        incident_id BIGINT NOT NULL,
        kind TEXT NOT NULL,
        made_ms BIGINT NOT NULL,
        taken_ms BIGINT,
        PRIMARY KEY (incident_id, kind)
    )
"""
WAITING = "CREATE INDEX notice_waiting ON notice (made_ms) WHERE taken_ms IS NULL"
TABLES = (POLL, FAILURE, WATCH, INCIDENT, NOTICE)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0007_people")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(POLL, "DROP TABLE poll"),
        migrations.RunSQL(FAILURE, "DROP TABLE failure"),
        migrations.RunSQL(WATCH, "DROP TABLE watch"),
        migrations.RunSQL(INCIDENT, "DROP TABLE incident"),
        migrations.RunSQL(BY_SOURCE, "DROP INDEX incident_of_source"),
        migrations.RunSQL(NOTICE, "DROP TABLE notice"),
        migrations.RunSQL(WAITING, "DROP INDEX notice_waiting"),
    ]
