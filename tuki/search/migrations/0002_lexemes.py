"""The lexemes of entries: an FTS5 table on SQLite, a column with a GIN index on PostgreSQL."""

from django.db import migrations

# Plain FTS5, not external content: see tuki/search/lexemes.py. `columnsize=0`: ranking is not the database's.
SQLITE = [
    "CREATE VIRTUAL TABLE search_text USING fts5"
    "(words, extras, columnsize=0, tokenize=\"ascii tokenchars '@.-_+#,:~!'\")",
    "CREATE TRIGGER search_text_follows AFTER DELETE ON search_entry"
    " BEGIN DELETE FROM search_text WHERE rowid = old.id; END",
]
POSTGRES = [
    "ALTER TABLE search_entry ADD COLUMN lexemes tsvector NOT NULL DEFAULT ''",
    "CREATE INDEX search_entry_lexemes ON search_entry USING gin (lexemes)",
]


def add_lexemes(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_lexemes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_entry DROP COLUMN lexemes")
    else:
        schema_editor.execute("DROP TRIGGER search_text_follows")
        schema_editor.execute("DROP TABLE search_text")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(add_lexemes, drop_lexemes)]
