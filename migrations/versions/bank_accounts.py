"""Bank accounts with their statements, and which entries of the books the lines of these are.

Revision ID: bank_accounts
Revises: own_accounts
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "bank_accounts"
down_revision = "own_accounts"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_BANKS = ("cash_bank", "cash_bank_2", "cash_bank_3", "cash_bank_4", "cash_bank_5", "cash_bank_6")
_NEW_ACCOUNTS = (*_BANKS[1:], "bank_fees")
_NEW_KINDS = (
    "bank_opening",
    "bank_fee",
    "bank_fee_reversal",
    "bank_interest",
    "bank_interest_reversal",
)
_FORMATS = ("table", "ofx", "camt")
_REASONS = ("payout", "deposit", "check", "reference", "amount", "by_hand", "made")
_CATEGORIES = ("bank_fees", "income_other")

_SQLITE_REFUSAL = """
CREATE TRIGGER postings_reconciled BEFORE INSERT ON postings
WHEN EXISTS (
    SELECT 1 FROM bank_accounts WHERE chapter_id = NEW.chapter_id AND place = NEW.account
        AND reconciled_through >= NEW.booked_on
)
BEGIN SELECT RAISE(ABORT, 'this account is reconciled through a later day'); END
"""
#: It waits for whoever is reconciling meanwhile; the code has the transaction run again, on an open day.
_POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_reconciled_day() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    reconciled date;
BEGIN
    SELECT reconciled_through INTO reconciled FROM bank_accounts
        WHERE chapter_id = NEW.chapter_id AND place = NEW.account FOR SHARE;
    IF reconciled >= NEW.booked_on THEN
        RAISE EXCEPTION 'reconciled through %', reconciled USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NULL;
END $$
"""
_POSTGRESQL_REFUSAL = """
CREATE CONSTRAINT TRIGGER postings_reconciled AFTER INSERT ON postings DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.account LIKE 'cash_bank%') EXECUTE FUNCTION refuse_reconciled_day()
"""


def upgrade() -> None:
    """Make the tables, let the books know the accounts, and refuse what would be booked where an account agrees."""
    _make_accounts()
    _make_statements()
    _make_lines()
    _make_matches()
    _make_rules()
    _make_reconciliations()
    _know("postings", "account", _NEW_ACCOUNTS)
    _know("journal_entries", "kind", _NEW_KINDS)
    _know("import_files", "kind", ("statement",))
    _know("import_batches", "kind", ("statement",))
    _add_kept_on()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(sa.text(_SQLITE_REFUSAL))
        return
    op.execute(sa.text(_POSTGRESQL_FUNCTION))
    op.execute(sa.text(_POSTGRESQL_REFUSAL))


def _add_kept_on() -> None:
    """Payments may name the bank account that they came in on."""
    refusals = _refusals("payments")
    with op.batch_alter_table("payments") as table:
        table.add_column(sa.Column("kept_on", sa.String(length=32), nullable=True))
        table.create_check_constraint(op.f("ck_payments_kept_on_known"), _listed("kept_on", _BANKS))
    _make_again(refusals)


def _make_accounts() -> None:
    op.create_table(
        "bank_accounts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("opening_minor", _ID, nullable=False),
        sa.Column("remembered", sa.JSON(), nullable=False),
        sa.Column("reconciled_through", sa.Date(), nullable=True),
        sa.Column("reconciled_minor", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        _known("bank_accounts", "place", _BANKS),
        sa.CheckConstraint(
            "(reconciled_through IS NULL) = (reconciled_minor IS NULL)",
            name=op.f("ck_bank_accounts_reconciled_to_a_balance"),
        ),
        _of_chapter("bank_accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_accounts")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_bank_accounts_chapter_id_id")),
        sa.UniqueConstraint("chapter_id", "place", name=op.f("uq_bank_accounts_chapter_id_place")),
    )


def _make_statements() -> None:
    op.create_table(
        "bank_statements",
        sa.Column("id", _ID, nullable=False),
        sa.Column("bank_account_id", _ID, nullable=False),
        sa.Column("file_id", _ID, nullable=True),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("opening_minor", _ID, nullable=True),
        sa.Column("closing_minor", _ID, nullable=True),
        sa.Column("lines", _ID, nullable=False),
        sa.Column("already_there", _ID, nullable=False),
        sa.Column("refused", _ID, nullable=False),
        sa.Column("decisions", sa.LargeBinary(), nullable=False),
        sa.Column("made_by_member_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        _known("bank_statements", "format", _FORMATS),
        _of_account("bank_statements"),
        sa.ForeignKeyConstraint(
            ["chapter_id", "file_id"],
            ["import_files.chapter_id", "import_files.id"],
            name="fk_bank_statements_file",
        ),
        _made_by("bank_statements"),
        _of_chapter("bank_statements"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statements")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_bank_statements_chapter_id_id")),
        sa.UniqueConstraint("chapter_id", "file_id", name=op.f("uq_bank_statements_chapter_id_file_id")),
    )
    op.create_index(
        "ix_bank_statements_chapter_id_bank_account_id",
        "bank_statements",
        ["chapter_id", "bank_account_id", "last_on", "id"],
    )


def _make_lines() -> None:
    op.create_table(
        "bank_lines",
        sa.Column("id", _ID, nullable=False),
        sa.Column("bank_account_id", _ID, nullable=False),
        sa.Column("statement_id", _ID, nullable=False),
        sa.Column("row", _ID, nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", _ID, nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("check_number", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("nth", _ID, nullable=False),
        sa.Column("matched_at", _MOMENT, nullable=True),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.CheckConstraint(
            "amount_minor <> 0 AND amount_minor > -1000000000 AND amount_minor < 1000000000",
            name=op.f("ck_bank_lines_amount_bounded"),
        ),
        _of_account("bank_lines"),
        sa.ForeignKeyConstraint(
            ["chapter_id", "statement_id"],
            ["bank_statements.chapter_id", "bank_statements.id"],
            name=op.f("fk_bank_lines_chapter_id_statement_id_bank_statements"),
        ),
        _of_chapter("bank_lines"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_lines")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_bank_lines_chapter_id_id")),
        sa.UniqueConstraint(
            "chapter_id",
            "bank_account_id",
            "key",
            "nth",
            name=op.f("uq_bank_lines_chapter_id_bank_account_id_key_nth"),
        ),
    )
    by_day = ["chapter_id", "bank_account_id", "booked_on", "id"]
    op.create_index("ix_bank_lines_chapter_id_booked_on", "bank_lines", by_day)
    op.create_index(
        "ix_bank_lines_chapter_id_statement_id", "bank_lines", ["chapter_id", "statement_id", "id"]
    )
    not_matched = sa.text("matched_at IS NULL")
    op.create_index(
        "ix_bank_lines_chapter_id_open",
        "bank_lines",
        by_day,
        postgresql_where=not_matched,
        sqlite_where=not_matched,
    )


def _make_matches() -> None:
    op.create_table(
        "bank_matches",
        sa.Column("id", _ID, nullable=False),
        sa.Column("bank_account_id", _ID, nullable=False),
        sa.Column("line_id", _ID, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("made_by_member_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("undone_at", _MOMENT, nullable=True),
        sa.Column("chapter_id", _ID, nullable=False),
        _known("bank_matches", "reason", _REASONS),
        _of_account("bank_matches"),
        sa.ForeignKeyConstraint(
            ["chapter_id", "line_id"],
            ["bank_lines.chapter_id", "bank_lines.id"],
            name=op.f("fk_bank_matches_chapter_id_line_id_bank_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "entry_id"],
            ["journal_entries.chapter_id", "journal_entries.id"],
            name=op.f("fk_bank_matches_chapter_id_entry_id_journal_entries"),
        ),
        _made_by("bank_matches"),
        _of_chapter("bank_matches"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_matches")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_bank_matches_chapter_id_id")),
    )
    op.create_index("ix_bank_matches_chapter_id_line_id", "bank_matches", ["chapter_id", "line_id"])
    _standing("bank_matches", ["chapter_id", "entry_id", "bank_account_id"], "undone_at")


def _make_rules() -> None:
    op.create_table(
        "bank_rules",
        sa.Column("id", _ID, nullable=False),
        sa.Column("contains", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("made_by_member_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("chapter_id", _ID, nullable=False),
        _known("bank_rules", "category", _CATEGORIES),
        sa.CheckConstraint("contains <> ''", name=op.f("ck_bank_rules_contains_something")),
        _made_by("bank_rules"),
        _of_chapter("bank_rules"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_rules")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_bank_rules_chapter_id_id")),
    )
    _standing("bank_rules", ["chapter_id", "contains"], "ended_at")


def _make_reconciliations() -> None:
    op.create_table(
        "bank_reconciliations",
        sa.Column("id", _ID, nullable=False),
        sa.Column("bank_account_id", _ID, nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("closing_minor", _ID, nullable=False),
        sa.Column("book_minor", _ID, nullable=False),
        sa.Column("outstanding_minor", _ID, nullable=False),
        sa.Column("made_by_member_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.CheckConstraint(
            "closing_minor = book_minor - outstanding_minor", name=op.f("ck_bank_reconciliations_agrees")
        ),
        _of_account("bank_reconciliations"),
        _made_by("bank_reconciliations"),
        _of_chapter("bank_reconciliations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_reconciliations")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_bank_reconciliations_chapter_id_id")),
        sa.UniqueConstraint(
            "chapter_id",
            "bank_account_id",
            "through",
            name=op.f("uq_bank_reconciliations_chapter_id_bank_account_id_through"),
        ),
    )


def _standing(table: str, columns: list[str], ended: str) -> None:
    stands = sa.text(f"{ended} IS NULL")
    op.create_index(
        f"uq_{table}_standing",
        table,
        columns,
        unique=True,
        postgresql_where=stands,
        sqlite_where=stands,
    )


def _of_chapter(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["chapter_id"], ["chapters.id"], name=op.f(f"fk_{table}_chapter_id_chapters")
    )


#: PostgreSQL takes 63 letters.
_SHORT = {"bank_reconciliations": "fk_bank_reconciliations_account"}


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["chapter_id", "bank_account_id"],
        ["bank_accounts.chapter_id", "bank_accounts.id"],
        name=op.f(_SHORT.get(table, f"fk_{table}_chapter_id_bank_account_id_bank_accounts")),
    )


def _made_by(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["chapter_id", "made_by_member_id"],
        ["members.chapter_id", "members.id"],
        name=f"fk_{table}_made_by_members",
    )


def _known(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(_listed(column, words), name=op.f(f"ck_{table}_{column}_known"))


def _listed(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def downgrade() -> None:
    """Know nothing of banks; fails where the books have entries of theirs."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(sa.text("DROP TRIGGER postings_reconciled"))
    else:
        op.execute(sa.text("DROP TRIGGER postings_reconciled ON postings"))
        op.execute(sa.text("DROP FUNCTION refuse_reconciled_day()"))
    refusals = _refusals("payments")
    with op.batch_alter_table("payments") as table:
        table.drop_constraint(op.f("ck_payments_kept_on_known"), type_="check")
        table.drop_column("kept_on")
    _make_again(refusals)
    for name in (
        "bank_reconciliations",
        "bank_rules",
        "bank_matches",
        "bank_lines",
        "bank_statements",
        "bank_accounts",
    ):
        op.drop_table(name)
    _know("import_batches", "kind", gone=("statement",))
    _know("import_files", "kind", gone=("statement",))
    _know("journal_entries", "kind", gone=_NEW_KINDS)
    _know("postings", "account", gone=_NEW_ACCOUNTS)


def _known_words(table_name: str, column: str) -> tuple[str, ...]:
    """The words that a column may hold, as the database has them now."""
    checks = sa.inspect(op.get_bind()).get_check_constraints(table_name)
    [rule] = [check["sqltext"] for check in checks if check["name"] == f"ck_{table_name}_{column}_known"]
    return tuple(re.findall(r"'(\w+)'", rule))


def _know(table_name: str, column: str, new: tuple[str, ...] = (), gone: tuple[str, ...] = ()) -> None:
    """Rebuild the rule; SQLite rebuilds the table, and its refusals to change a row have to be made again."""
    words = tuple(word for word in (*_known_words(table_name, column), *new) if word not in gone)
    rule = op.f(f"ck_{table_name}_{column}_known")
    refusals = _refusals(table_name)
    with op.batch_alter_table(table_name) as table:
        table.drop_constraint(rule, type_="check")
        table.create_check_constraint(rule, _listed(column, words))
    _make_again(refusals)


def _refusals(table_name: str) -> list[str]:
    if op.get_bind().dialect.name != "sqlite":
        return []
    known = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    return list(op.get_bind().scalars(known, {"name": table_name}))


def _make_again(refusals: list[str]) -> None:
    for refusal in refusals:
        op.execute(sa.text(refusal))
