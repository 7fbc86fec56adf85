"""The index of plaza.core.search: a tsvector with GIN on PostgreSQL, an FTS5 table on SQLite, nothing elsewhere."""

from django.db import migrations

MAKE = {
    # A pending list would make the planner shun the index after every burst of registrations.
    "postgresql": [
        "ALTER TABLE core_searchrow ADD COLUMN grams tsvector",
        "CREATE INDEX search_by_grams ON core_searchrow USING gin (grams) WITH (fastupdate = off)",
    ],
    # detail=none: neither places nor phrases are needed, and the index is a third of the size.
    "sqlite": ["CREATE VIRTUAL TABLE core_searchgrams USING fts5(grams, detail=none, tokenize='unicode61')"],
}
DROP = {
    "postgresql": ["ALTER TABLE core_searchrow DROP COLUMN grams"],
    "sqlite": ["DROP TABLE core_searchgrams"],
}


def run(statements):
    def change(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, ()):
            schema_editor.execute(statement)

    return change


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(run(MAKE), run(DROP))]
