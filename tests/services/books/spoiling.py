"""Ways of spoiling the books, by the check that must find each: SQL, run past triggers and foreign keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine

from sigma_finance.extensions import db
from tests.harness.databases import Database
from tests.harness.standing import ServedApp


@contextmanager
def in_hand(standing: ServedApp) -> Iterator[None]:
    """The session as somebody's who has the database in hand: no trigger and no foreign key stops them."""
    db.session.remove()
    engines = cast("dict[str | None, Engine]", db.engines)
    usual, engine = engines[None], _unbound(standing)
    engines[None] = engine
    try:
        with _without_triggers(engine):
            yield
    finally:
        db.session.remove()
        engines[None] = usual
        engine.dispose()


@contextmanager
def _without_triggers(engine: Engine) -> Iterator[None]:
    """SQLite has no way past its triggers but to take them off for a while."""
    if engine.dialect.name != "sqlite":
        yield
        return
    with engine.begin() as connection:
        asked = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = {row.name: row.sql for row in connection.execute(asked)}
        for name in triggers:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        db.session.remove()
        with engine.begin() as connection:
            for statement in triggers.values():
                connection.exec_driver_sql(statement)


def _unbound(standing: ServedApp) -> Engine:
    if isinstance(standing.database, Database):
        url = standing.database.superuser
        return create_engine(
            url, connect_args={"options": "-c session_replication_role=replica -c timezone=UTC"}
        )
    engine = create_engine(standing.app.config["SQLALCHEMY_DATABASE_URI"])

    @event.listens_for(engine, "connect")
    def _unbind(connection: object, _record: object) -> None:
        for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    return engine


@contextmanager
def spoiled(script: str) -> Iterator[None]:
    """The books after a script, put right again at the end; ``in_hand`` has to be under way."""
    try:
        for statement in re.split(r";\s+", script):
            db.session.execute(text(statement.replace(":", "\\:")))
        yield
    finally:
        db.session.rollback()


def first(table: str, where: str = "1 = 1", key: str = "id") -> str:
    """An expression for the first row that fits."""
    return f"(SELECT min({key}) FROM {table} WHERE {where})"


CASH = first("payments", "method = 'cash' AND state = 'succeeded'")
CASH_POSTING = first("postings", "account = 'cash_on_hand'")
INCOME = first("postings", "account = 'income_dues'")
OPEN_CHARGE = first("installments", "open_minor > 0", "charge_id")
MEMBER = first("members")
TRIED = f"""INSERT INTO autopay_attempts (chapter_id, member_id, installment_id, number, state, first_on, due_on,
    payment_id, reason, noticed_at)
    SELECT chapter_id, member_id, id, {{number}}, 'paid', due_on, due_on, {CASH}, '', '2026-11-21 00:00:00.000000'
    FROM installments WHERE id = {first("installments")}"""

SPOILED = {
    "entries_have_postings": """INSERT INTO journal_entries (chapter_id, kind, booked_on, memo, created_at)
        SELECT id, 'payment', '2026-01-01', '', created_at FROM chapters""",
    "entries_balance": f"UPDATE postings SET amount_minor = amount_minor + 1 WHERE id = {first('postings')}",
    "member_balances": f"UPDATE members SET balance_minor = balance_minor + 1 WHERE id = {MEMBER}",
    "member_credits": f"UPDATE members SET credit_minor = credit_minor + 1 WHERE id = {MEMBER}",
    "credit_is_applied": "UPDATE members SET credit_minor = 1 WHERE balance_minor > 0",
    "member_figures": f"UPDATE postings SET member_id = NULL WHERE id = {INCOME}",
    "chapter_receivable": f"UPDATE members SET balance_minor = 1 WHERE id = {MEMBER}",
    "installments_open": f"UPDATE installments SET open_minor = 1 WHERE id = {first('installments')}",
    "charges_in_full": f"UPDATE charges SET amount_minor = 1 WHERE id = {first('charges')}",
    "charges_earned": f"UPDATE postings SET account = 'income_other' WHERE id = {INCOME}",
    "charges_held": f"UPDATE postings SET account = 'held_national' WHERE id = {INCOME}",
    "payouts_booked": "UPDATE chapter_payouts SET state = 'on_its_way'",
    "payouts_add_up": "UPDATE payout_lines SET net_minor = net_minor + 1, gross_minor = gross_minor + 1",
    "payout_lines_unexplained": "UPDATE payout_lines SET problem = NULL",
    "spending_booked": "UPDATE spendings SET amount_minor = amount_minor + 1",
    "spending_payable": "UPDATE spendings SET state = 'spending_paid' WHERE state = 'spending_owed'",
    "payable_has_documents": "DELETE FROM spending_entries",
    "cash_in_hand": "UPDATE postings SET account = 'petty_cash' WHERE account = 'bills_payable'",
    "deposits_booked": "UPDATE deposits SET amount_minor = amount_minor + 1",
    "credit_returns_booked": "UPDATE payouts SET amount_minor = amount_minor + 1",
    "plans_under_way": f"""INSERT INTO plans (chapter_id, member_id, state, installments, first_on, total_minor,
        agreement, agreed_ip, reason, created_at)
        SELECT chapter_id, member_id, 'active', 1, charged_on, amount_minor, '', '', '', created_at FROM charges
        WHERE id = {OPEN_CHARGE}""",
    "autopay_charged_once": f"{TRIED.format(number=1)}; {TRIED.format(number=2)}",
    "autopay_members": TRIED.format(number=1),
    "reversed_charges_closed": f"UPDATE charges SET reversed_at = created_at WHERE id = {OPEN_CHARGE}",
    "payments_in_cash": f"UPDATE payments SET amount_minor = amount_minor + 1 WHERE id = {CASH}",
    "unpaid_posts_nothing": f"UPDATE payments SET state = 'pending' WHERE id = {CASH}",
    "credited_once": """INSERT INTO journal_entries (chapter_id, kind, booked_on, memo, payment_id, created_at)
        SELECT chapter_id, kind, booked_on, memo, payment_id, created_at FROM journal_entries
        WHERE kind = 'payment'""",
    "reversals_named": "UPDATE journal_entries SET reverses_entry_id = NULL",
    "payments_balance": f"UPDATE postings SET payment_id = NULL WHERE id = {CASH_POSTING}",
    "payments_not_overdrawn": f"UPDATE postings SET amount_minor = -amount_minor WHERE id = {CASH_POSTING}",
    "disputed_in_excess": "UPDATE postings SET account = 'income_other' WHERE account = 'disputed_in_excess'",
    "lost_disputes_given_up": "UPDATE disputes SET state = 'lost'",
    "credit_not_negative": "UPDATE postings SET amount_minor = 1 WHERE account = 'member_credit'",
    "credit_names_payment": "UPDATE postings SET payment_id = NULL WHERE account = 'member_credit'",
    "unassigned_money": f"UPDATE payments SET member_id = {MEMBER} WHERE member_id IS NULL",
    "history_apart": f"UPDATE postings SET account = 'historical_cash' WHERE id = {CASH_POSTING}",
    "refunds_within_payment": "UPDATE refunds SET amount_minor = 999999",
    "refunds_booked": "UPDATE refunds SET amount_minor = amount_minor - 1",
    "disputes_booked": "UPDATE disputes SET amount_minor = 1",
    "receipts_gapless": "DELETE FROM receipts WHERE number = 1",
    "receipts_in_order": """UPDATE receipts SET number = 900 WHERE number = 1;
        UPDATE receipts SET number = 1 WHERE number = 2; UPDATE receipts SET number = 2 WHERE number = 900""",
    "one_receipt_each": "DELETE FROM receipts WHERE number = 2",
    "receipt_amounts": "UPDATE receipts SET amount_minor = 1",
    "receipts_void": "DELETE FROM receipt_voids",
    "receipt_years": "UPDATE receipts SET year = year - 1",
    "bookings_audited": "DELETE FROM audit_events WHERE action = 'payment.recorded'",
    "reversals_audited": "DELETE FROM audit_events WHERE action = 'payment.reversed'",
    "period_amounts": "UPDATE dues_periods SET amount_minor = 1",
    "invites_counted": "UPDATE invites SET uses = 1",
    "sessions_ended": "UPDATE users SET is_active = false",
    "events_handled": "UPDATE webhook_events SET state = 'received', received_at = '2020-01-01 00:00:00.000000'",
    "events_explained": "UPDATE webhook_events SET state = 'ignored', outcome = ''",
    "chapters_apart": f"UPDATE charges SET member_id = 999999999 WHERE id = {first('charges')}",
    "installment_members": f"UPDATE installments SET member_id = {MEMBER}",
    "payment_members": f"UPDATE payments SET member_id = {MEMBER} WHERE member_id IS NOT NULL",
    "pay_link_members": f"UPDATE pay_links SET member_id = {MEMBER}",
    "handed_over_books": "UPDATE handover_books SET sha256 = '0'",
    "charge_members": f"UPDATE installments SET member_id = {MEMBER}",
    "books_chain": f"UPDATE journal_entries SET memo = 'Another' WHERE id = {first('journal_entries')}",
    "audit_chain": "UPDATE audit_events SET ip = '192.0.2.9' WHERE sequence = 2",
}

#: What PostgreSQL's constraints let nobody past, not even its superuser.
SPOILED_IN_A_FILE = {
    "amounts_bounded": f"UPDATE postings SET amount_minor = 1000000000 WHERE id = {first('postings')}",
    "charged_once": """DROP INDEX uq_charges_period_member;
        INSERT INTO charges (chapter_id, member_id, kind, description, amount_minor, charged_on, dues_period_id,
            national_minor, regional_minor, created_at)
        SELECT chapter_id, member_id, kind, description, amount_minor, charged_on, dues_period_id,
            national_minor, regional_minor, created_at
        FROM charges""",
    "invites_within_limit": "UPDATE invites SET uses = 2",
    "invites_in_time": f"""UPDATE audit_events SET action = 'user.registered',
        details = '{{"invite_id": ' || {first("invites")} || '}}' WHERE sequence = 1;
        UPDATE invites SET expires_at = '2020-01-01 00:00:00.000000'""",
}
