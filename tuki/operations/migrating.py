"""Bringing the tables up to date, by one process at a time."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from tuki.kernel.database import is_postgres
from tuki.kernel.database.statistics import refresh_statistics
from tuki.kernel.keys import unknown_key

LOCK = 7_885_462_001


def migrate_once() -> None:
    """Runs the migrations that are missing; other processes that start meanwhile wait. Cheap when none is.

    A new desk's secret key is written down with its tables.
    """
    if not missing_migrations():
        return
    with _alone():
        if missing_migrations():
            create_all() if _is_empty() else call_command("migrate", interactive=False, verbosity=0)
            refresh_statistics(all_tables=True)
            unknown_key()


def migrations_on_disk() -> list[str]:
    """What this version's tables are like, as `room.name`, in order."""
    return sorted(f"{label}.{name}" for label, name in MigrationLoader(None).disk_migrations)


def missing_migrations() -> list[str]:
    """Migrations that this version has and the database has not, as `room.name`."""
    loader = MigrationLoader(None)
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{label}.{name}" for label, name in sorted(loader.disk_migrations) if (label, name) not in applied]


def _is_empty() -> bool:
    return not connection.introspection.table_names()


def create_all() -> None:
    """All tables of an empty database at once, in one transaction: ten times faster than migration by migration.

    The same comes out, because `makemigrations --check` holds models and migrations together; a test compares them.
    """
    loader = MigrationLoader(None)
    plan = [node for leaf in loader.graph.leaf_nodes() for node in loader.graph.forwards_plan(leaf)]
    ordered = list(dict.fromkeys(plan))
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for node in ordered:
            for operation in loader.disk_migrations[node].operations:
                _run_own_statements(operation, node[0], editor)
        recorder = MigrationRecorder(connection)
        editor.create_model(recorder.Migration)
        for label, name in ordered:
            recorder.migration_qs.create(app=label, name=name)


def _run_own_statements(operation: Any, label: str, editor: Any) -> None:
    """What a migration does besides tables, for example a full-text index."""
    if isinstance(operation, RunPython):
        models: Any = apps  # as they are now; a migration of an empty database needs no older form of them
        operation.code(models, editor)
    elif isinstance(operation, RunSQL):
        operation.database_forwards(label, editor, ProjectState(), ProjectState())


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """A lock that the operating system or PostgreSQL takes back when its holder dies."""
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    with (settings.HOME / "migrating.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
