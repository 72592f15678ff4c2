"""Lexemes of persons begin with "@" and no longer share the lists of tickets; before, "@person" beside them said so.

Asked together with "@person", a frequent word cost as much for people as for tickets: its whole list was gone through.
"""

from django.db import migrations

POSTGRES = """
UPDATE search_entry SET lexemes = (
    SELECT coalesce(string_agg(format('''%s'':%s',
        replace(replace({lexeme}, '\\', '\\\\'), '''', ''''''), array_to_string(positions, ',')), ' '), '')::tsvector
    FROM unnest(lexemes){others}
) WHERE person_id IS NOT NULL
"""


def _rewrite_sqlite(schema_editor, rewritten):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid, words, extras FROM search_text"
            " WHERE rowid IN (SELECT id FROM search_entry WHERE person_id IS NOT NULL)"
        )
        for key, words, extras in cursor.fetchall():
            row = [" ".join(rewritten(column.split())) for column in (words, extras)]
            cursor.execute("UPDATE search_text SET words = %s, extras = %s WHERE rowid = %s", (*row, key))


def part_persons(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        others = " WHERE lexeme <> '@person'"
        schema_editor.execute(POSTGRES.format(lexeme="'@' || lexeme", others=others), params=None)
    else:
        _rewrite_sqlite(schema_editor, lambda lexemes: [f"@{each}" for each in lexemes if each != "@person"])


def join_persons(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES.format(lexeme="substr(lexeme, 2)", others=""), params=None)
        schema_editor.execute(
            "UPDATE search_entry SET lexemes = lexemes || '''@person'':16383'::tsvector WHERE person_id IS NOT NULL"
        )
    else:
        _rewrite_sqlite(
            schema_editor,
            lambda lexemes: [each[1:] for each in lexemes] + ["@person"] * ("@~" in lexemes),
        )


class Migration(migrations.Migration):
    dependencies = [("search", "0004_file_text")]
    operations = [migrations.RunPython(part_persons, join_persons)]
