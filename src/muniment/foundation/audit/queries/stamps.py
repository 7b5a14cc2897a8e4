"""Times as the canonical text writes them, straight from the database."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField
from django.db.models.sql.compiler import SQLCompiler


class Stamp(Func):
    """A stored time in UTC to the microsecond; parsing it would be a third of a verification."""

    output_field = TextField()
    arity = 1

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        """SQLite keeps text, without the fraction where that is nought."""
        template = "replace(substr(%(expressions)s || '.000000', 1, 26), ' ', 'T') || 'Z'"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        """PostgreSQL keeps an instant."""
        moment = "(%(expressions)s AT TIME ZONE 'UTC')"
        template = f'to_char({moment}, \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\')'
        return self.as_sql(compiler, connection, template=template, **context)
