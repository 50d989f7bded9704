"""The indexes that keep pages quick: none is lost, and each begins with the chapter."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import inspect

from sigma_finance.extensions import db

#: What is looked up before any chapter is known, or across chapters, by design.
ACROSS_CHAPTERS = {
    "ix_account_payouts_lines_state",
    "ix_address_changes_due",
    "ix_stored_files_unused",
    "ix_members_user_id",
    "ix_passkeys_user_id",
    "ix_outbox_messages_due",
    "ix_account_links_user_id_purpose",
    "ix_sign_in_sessions_user_id_ended_at",
    "ix_webhook_events_state_received_at",
}
NEEDED = {
    "ix_audit_events_chapter_id_subject",
    "ix_chapter_payouts_chapter_id_arrives_on",
    "ix_charges_chapter_id_member_id",
    "ix_dues_periods_chapter_id_due_on",
    "ix_import_batches_chapter_id_created_at",
    "ix_import_files_chapter_id_kept",
    "ix_installments_chapter_id_charge_id",
    "ix_installments_chapter_id_open",
    "ix_imported_members_chapter_id_member_id",
    "ix_invites_chapter_id_batch",
    "ix_invites_chapter_id_created_at",
    "ix_invites_chapter_id_email",
    "ix_journal_entries_chapter_id_booked_on",
    "ix_journal_entries_chapter_id_charge_id",
    "ix_journal_entries_chapter_id_payment_id",
    "ix_members_chapter_id_name",
    "ix_members_chapter_id_owing",
    "ix_outbox_messages_chapter_id_created_at",
    "ix_outbox_messages_chapter_id_invite_id",
    "ix_payout_lines_chapter_id_account_payout_id",
    "ix_payout_lines_chapter_id_payment_id",
    "ix_payout_lines_chapter_id_problem",
    "ix_payments_chapter_id_created_at",
    "ix_payments_chapter_id_import_batch_id",
    "ix_payments_chapter_id_member_id",
    "ix_payments_chapter_id_succeeded_at",
    "ix_payments_chapter_id_waiting",
    "ix_postings_chapter_id_account",
    "ix_postings_chapter_id_entry_id",
    "ix_postings_chapter_id_installment_id",
    "ix_postings_chapter_id_member_id",
    "ix_postings_chapter_id_payment_id",
    "ix_refunds_chapter_id_payment_id",
    "ix_disputes_chapter_id_payment_id",
    "uq_charges_period_member",
    "ix_webhook_events_chapter_id_received_at",
    *ACROSS_CHAPTERS,
}


def indexes_of_database() -> dict[str, list[str | None]]:
    found = inspect(db.engine)
    return {
        str(index["name"]): list(index["column_names"])
        for table in found.get_table_names()
        for index in found.get_indexes(table)
        if not index.get("duplicates_constraint")
    }


class TestTheIndexes:
    def test_are_all_there(self, any_app: Flask) -> None:
        assert NEEDED - set(indexes_of_database()) == set()

    def test_begin_with_the_chapter_unless_they_look_across_chapters(self, any_app: Flask) -> None:
        others = {name for name, columns in indexes_of_database().items() if columns[0] != "chapter_id"}
        assert {name for name in others if name.startswith("ix_")} <= ACROSS_CHAPTERS
