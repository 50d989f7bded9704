"""Many of one: rows of the pattern chapter copied inside the database, as members of it or as chapters beside it.

Each copy's ids are those of the pattern and a step more, in keys to other rows as well, so that the books of a copy are
the pattern's and, once ``chained``, ``flask ledger verify`` accepts them. Run by a
superuser, past triggers and policies.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import Any, cast

from psycopg2.extensions import connection
from psycopg2.extras import NamedTupleCursor
from sqlalchemy import Column, Table, UniqueConstraint

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.audit import line_hash
from sigma_finance.models import Base
from sigma_finance.queries.books import journal
from sigma_finance.services.audit import facts
from sigma_finance.services.books import chain

#: More than any row of the pattern has for an id.
STEP = 20_000
#: What stays with the pattern alone: what was sent, and the chain of its entries.
LEFT_OUT = frozenset(("entry_links", "outbox_messages", "webhook_events", "handover_books"))
#: A member's rows; the rest of a chapter's are there once, however many members it has.
OF_MEMBERS = (
    "members",
    "charges",
    "installments",
    "payments",
    "receipts",
    "journal_entries",
    "postings",
    "audit_events",
)


def more_members(rows: connection, *, chapter_id: int, first: int, last: int) -> None:
    """Copy the chapter's members with their charges, payments and entries, once for each number in the span."""
    receipts = _one(rows, "SELECT coalesce(max(number), 0) FROM receipts WHERE chapter_id = %s", chapter_id)
    events = _one(
        rows, "SELECT coalesce(max(sequence), 0) FROM audit_events WHERE chapter_id = %s", chapter_id
    )
    changes = {
        "user_id": "NULL",
        "role": "'member'",
        "number": f"number + k.n * {receipts}",
        "label": f"'R-' || year || '-' || lpad((number + k.n * {receipts})::text, 4, '0')",
        "sequence": f"sequence + k.n * {events}",
        "name": "name || ' ' || k.n",
        "folded_name": "folded_name || ' ' || k.n",
    }
    for table in _tables(OF_MEMBERS):
        _copy(rows, table, moved=OF_MEMBERS, changes=changes, chapter_id=chapter_id, span=(first, last))
    copies = last - first + 2
    _do(
        rows,
        "UPDATE charge_batches SET charges = charges * %s, total_minor = total_minor * %s WHERE chapter_id = %s",
        (copies, copies, chapter_id),
    )
    _seal(rows, [chapter_id])
    _after(rows)


def more_chapters(rows: connection, *, chapter_id: int, first: int, last: int) -> None:
    """Copy the chapter with all of its rows, once for each number in the span."""
    tables = [
        table
        for table in Base.metadata.sorted_tables
        if table.name == "chapters" or ("chapter_id" in table.c and table.name not in LEFT_OUT)
    ]
    names = tuple(table.name for table in tables)
    changes = {"user_id": "NULL", "books_sequence": "0", "books_head": "''"}
    for table in tables:
        _copy(rows, table, moved=names, changes=changes, chapter_id=chapter_id, span=(first, last))
    _seal(rows, [chapter_id + number * STEP for number in range(first, last + 1)])
    _after(rows)


@transactional
def chained(chapter_id: int) -> None:
    """Give the chapter's copied entries their places in its chain."""
    unlinked = journal.unlinked(chapter_id=chapter_id)
    if unlinked:
        chain.link(chapter_id, unlinked)


def _seal(rows: connection, chapter_ids: list[int]) -> None:
    """Chain the audit lines of the chapters anew, since a line's hash covers its ids."""
    sealed, heads = StringIO(), []
    for chapter_id in chapter_ids:
        sequence, head = 0, ""
        with rows.cursor(cursor_factory=NamedTupleCursor) as cursor:
            asked = "SELECT * FROM audit_events WHERE chapter_id = %s ORDER BY sequence"
            cursor.execute(asked, (chapter_id,))  # type: ignore[no-untyped-call]
            for line in cast("Iterable[Any]", cursor):
                before, head = head, line_hash(head, facts(line))
                sequence = line.sequence
                sealed.write(f"{line.id}\t{before}\t{head}\n")
        heads.append((chapter_id, sequence, head))
    _do(rows, "CREATE TEMP TABLE sealed (id bigint PRIMARY KEY, before text, head text)")
    with rows.cursor() as cursor:
        sealed.seek(0)
        cursor.copy_expert("COPY sealed FROM STDIN", sealed)
        cursor.execute(
            "UPDATE audit_events a SET previous_hash = s.before, hash = s.head FROM sealed s WHERE s.id = a.id"
        )
        cursor.executemany(
            "UPDATE chapters SET audit_sequence = %s, audit_head = %s WHERE id = %s",
            [(sequence, head, chapter_id) for chapter_id, sequence, head in heads],
        )
        cursor.execute("DROP TABLE sealed")


def _copy(
    rows: connection,
    table: Table,
    *,
    moved: Iterable[str],
    changes: dict[str, str],
    chapter_id: int,
    span: tuple[int, int],
) -> None:
    """One INSERT … SELECT of the table's rows of the chapter, for each number of the span."""
    columns = [column.name for column in table.columns]
    values = [_value(table, column, set(moved), changes) for column in table.columns]
    own = "id" if table.name == "chapters" else "chapter_id"
    _do(
        rows,
        f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM {table.name} r, generate_series(%s, %s) AS k(n) WHERE r.{own} = %s",
        (*span, chapter_id),
    )


def _value(table: Table, column: Column[object], moved: set[str], changes: dict[str, str]) -> str:
    name = column.name
    if name in changes and not (name in ("name", "label") and table.name not in ("members", "receipts")):
        return changes[name]
    if name == "chapter_id":
        return _shifted(name) if "chapters" in moved else name
    if (table.name, name) == ("audit_events", "subject_id"):
        named = ", ".join(f"'{word}'" for word in sorted(moved))
        return f"CASE WHEN subject_type IN ({named}) THEN {_shifted(name)} ELSE {name} END"
    points = {key.column.table.name for key in column.foreign_keys}
    if column.type.python_type is int and ((name == "id" and table.name in moved) or points & moved):
        return _shifted(name)
    if name in _unique_words(table):
        return f"left({name}, {column.type.length - 8}) || '-' || k.n"  # type: ignore[attr-defined]
    return name


def _shifted(name: str) -> str:
    return f"{name} + k.n::bigint * {STEP}"


def _unique_words(table: Table) -> set[str]:
    """The columns of words that no two rows may share."""
    keys = [
        constraint.columns for constraint in table.constraints if isinstance(constraint, UniqueConstraint)
    ]
    keys += [index.columns for index in table.indexes if index.unique]
    return {
        column.name
        for key in keys
        for column in key
        if getattr(column.type, "length", None) and not getattr(column.type, "enums", None)
    }


def _tables(names: Iterable[str]) -> list[Table]:
    wanted = set(names)
    return [table for table in Base.metadata.sorted_tables if table.name in wanted]


def _after(rows: connection) -> None:
    """Let numbers go on behind the copies, and let the planner know how much there is."""
    for table in Base.metadata.sorted_tables:
        if "id" in table.c:
            _do(
                rows,
                f"SELECT setval(s, (SELECT coalesce(max(id), 1) FROM {table.name})) "
                f"FROM pg_get_serial_sequence('{table.name}', 'id') AS s WHERE s IS NOT NULL",
            )
    _do(rows, "VACUUM ANALYZE")


def _do(rows: connection, statement: str, values: tuple[object, ...] = ()) -> None:
    with rows.cursor() as cursor:
        cursor.execute(statement, values or None)


def _one(rows: connection, statement: str, *values: object) -> int:
    with rows.cursor() as cursor:
        cursor.execute(statement, values)
        [found] = cursor.fetchone() or [0]
        return int(found)
