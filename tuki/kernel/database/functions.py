"""SQL functions that differ between the databases."""

from typing import Any

from django.db.models import BigIntegerField, Func


class CurrentTransaction(Func):
    """The number of the running transaction on PostgreSQL; 0 on SQLite, whose writers follow each other."""

    template = "(0)"
    output_field = BigIntegerField()
    allowed_default = True

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="((pg_current_xact_id())::text::bigint)", **context)
