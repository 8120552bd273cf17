#!/usr/bin/env python3
"""Writes schemas/generated/schema.sql: what all migrations together make, for a fresh database.

    python3 schemas/generate_schema.py

The migrations make and drop what a fresh database never needs, which takes most of its start. The
test Migrations.AFreshDatabaseIsAsTheMigrationsMakeIt fails until this was run after a new one.
"""
import pathlib
import sqlite3

FOLDER = pathlib.Path(__file__).resolve().parent
HEAD = "-- Written by schemas/generate_schema.py from schemas/sql.\n"
OWN = "name NOT LIKE 'sqlite!_%' ESCAPE '!'"  # not what SQLite makes by itself


def rows_of(database, table):
    for row in database.execute(f"SELECT * FROM {table}").fetchall():
        values = database.execute(f"SELECT {', '.join(['quote(?)'] * len(row))}", row).fetchone()
        yield f"INSERT INTO {table} VALUES ({', '.join(values)})"


def main():
    database = sqlite3.connect(":memory:")
    for migration in sorted((FOLDER / "sql").glob("*.sql")):
        database.executescript(migration.read_text(encoding="utf-8"))
    objects = database.execute(
        f"SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND {OWN}").fetchall()
    # Rows before triggers, which would act on them.
    statements = [sql for kind, _, sql in objects if kind != "trigger"]
    for kind, name, _ in objects:
        if kind == "table":
            statements += rows_of(database, name)
    statements += [sql for kind, _, sql in objects if kind == "trigger"]
    text = HEAD + "".join(statement + ";\n" for statement in statements)
    (FOLDER / "generated" / "schema.sql").write_text(text, encoding="utf-8", newline="\n")


main()
