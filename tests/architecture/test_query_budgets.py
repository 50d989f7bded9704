"""What each page may ask the database: so many SELECTs besides the session's row, however large the chapter is."""

from __future__ import annotations

from collections import defaultdict

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.queries.members import members
from sigma_finance.services.dues import periods
from tests.architecture.addresses import addresses
from tests.journeys.furniture import Names, furnish
from tests.people import add_to_member_list, signed_in
from tests.routes.house import House, owe, pay_cash, selects
from tests.routes.treasurer.desk import build_desk

#: SELECTs by page, at most.
BUDGETS = {
    "account.address": 0,
    "account.confirm": 1,
    "account.new_passkey": 1,
    "account.password": 0,
    "account.profile": 1,
    "account.second_step": 1,
    "account.show": 3,
    "account.stay": 0,
    "auth.forgot": 0,
    "auth.keep_address": 2,
    "auth.login": 0,
    "auth.new_address": 1,
    "auth.reset": 1,
    "auth.register": 1,
    "branding.colours": 0,
    "branding.logo": 1,
    "dashboard.show": 3,
    "documents.member_statement": 2,
    "documents.member_statement_file": 2,
    "documents.receipt": 4,
    "documents.statement": 2,
    "documents.statement_file": 2,
    "giving.show": 1,
    "giving.thanks": 4,
    "monitoring.cache": 0,
    "monitoring.jobs": 2,
    "handover.take_over": 6,
    "treasurer.handed_over_books": 1,
    "treasurer.handover": 7,
    "treasurer.offer_handover": 1,
    "autopay.show": 6,
    "pay_links.show": 2,
    "paying.result": 4,
    "paying.show": 1,
    "people.show": 2,
    "photos.photo": 1,
    "payments.history": 1,
    "payments.pay": 6,
    "payments.report": 0,
    "payments.result": 7,
    "payments.show": 4,
    "platform.chapters": 2,
    "platform.jobs": 1,
    "platform.new": 0,
    "platform.resume": 1,
    "platform.suspend": 1,
    "treasurer.add_member": 0,
    "treasurer.appoint": 1,
    "treasurer.assess": 1,
    "treasurer.assign": 3,
    "treasurer.audit": 5,
    "treasurer.check_import": 4,
    "treasurer.check_report": 4,
    "treasurer.check_roster": 3,
    "treasurer.check_roster_report": 3,
    "treasurer.deactivate": 2,
    "treasurer.edit_member": 1,
    "treasurer.end_term": 1,
    "treasurer.import_batch": 2,
    "treasurer.import_history": 1,
    "treasurer.import_report": 2,
    "treasurer.import_roster": 1,
    "treasurer.books": 2,
    "treasurer.packet_pdf": 29,
    "treasurer.packet_workbook": 29,
    "treasurer.journal": 4,
    "treasurer.close_books": 3,
    "treasurer.reopen_books": 1,
    "treasurer.report": 7,
    "treasurer.report_file": 8,
    "treasurer.postings": 3,
    "treasurer.postings_file": 2,
    "treasurer.entry": 6,
    "treasurer.cash": 3,
    "treasurer.deposit": 3,
    "treasurer.reverse_deposit": 1,
    "treasurer.return_credit": 2,
    "treasurer.reverse_credit_return": 1,
    "treasurer.grid": 1,
    "treasurer.new_charge": 2,
    "treasurer.other_charges": 1,
    "notices.mail": 1,
    "notices.show": 1,
    "notices.stop": 2,
    "plans.show": 4,
    "treasurer.plans": 2,
    "treasurer.arrange_plan": 2,
    "treasurer.approvals": 5,
    "treasurer.decline_request": 1,
    "treasurer.reminders": 4,
    "treasurer.reminder_schedule": 1,
    "treasurer.end_plan": 1,
    "treasurer.fees": 2,
    "treasurer.hold_fees": 2,
    "treasurer.gifts": 3,
    "treasurer.new_gift": 0,
    "treasurer.invite_many": 0,
    "treasurer.invites": 4,
    "treasurer.ledger": 3,
    "treasurer.member": 7,
    "treasurer.members": 4,
    "treasurer.new_period": 1,
    "treasurer.officers": 2,
    "treasurer.overview": 6,
    "treasurer.pay_links": 5,
    "treasurer.payment": 8,
    "treasurer.payments": 2,
    "treasurer.payments_json": 3,
    "dues_use.show": 3,
    "treasurer.meeting": 8,
    "treasurer.meeting_pdf": 8,
    "treasurer.bank": 4,
    "treasurer.bank_account": 7,
    "treasurer.bank_lines_file": 4,
    "treasurer.bank_line": 2,
    "treasurer.bank_statement": 3,
    "treasurer.new_bank_account": 1,
    "treasurer.name_bank_account": 1,
    "treasurer.import_statement": 2,
    "treasurer.check_statement": 7,
    "treasurer.line_to_payment": 3,
    "treasurer.line_to_entry": 1,
    "treasurer.line_to_spending": 2,
    "treasurer.line_to_transfer": 3,
    "treasurer.reconcile_account": 6,
    "treasurer.payouts": 3,
    "treasurer.payout": 4,
    "treasurer.payout_lines": 1,
    "treasurer.explain_line": 1,
    "treasurer.payments_file": 3,
    "treasurer.members_file": 3,
    "treasurer.standing_file": 3,
    "treasurer.unpaid_file": 3,
    "treasurer.gifts_file": 2,
    "treasurer.audit_file": 6,
    "treasurer.plans_file": 3,
    "treasurer.reminders_file": 3,
    "treasurer.reminders_sent_file": 2,
    "treasurer.period": 5,
    "treasurer.periods": 1,
    "treasurer.problems": 3,
    "treasurer.record": 1,
    "treasurer.accept_dispute": 3,
    "treasurer.dispute": 3,
    "treasurer.disputes": 1,
    "treasurer.evidence": 3,
    "treasurer.evidence_file": 1,
    "treasurer.send_evidence": 4,
    "treasurer.refund": 7,
    "treasurer.refund_failed": 7,
    "treasurer.reject": 7,
    "treasurer.reported": 1,
    "treasurer.reverse": 8,
    "treasurer.reverse_batch": 1,
    "treasurer.reverse_charge": 1,
    "treasurer.revoke": 1,
    "treasurer.roster_batch": 3,
    "treasurer.roster_report": 2,
    "treasurer.sending": 3,
    "treasurer.sending_progress": 1,
    "treasurer.roster_sample": 0,
    "treasurer.roster_sample_csv": 0,
    "treasurer.statistics": 4,
    "treasurer.statistics_json": 4,
    "treasurer.undo_import": 1,
    "treasurer.undo_roster": 2,
    "treasurer.settings": 1,
    "treasurer.budget": 5,
    "treasurer.opening_balances": 2,
    "treasurer.stripe_account": 1,
    "treasurer.use_stripe": 7,
    "treasurer.stop_stripe": 2,
    "treasurer.disconnect_stripe": 2,
    "treasurer.unmatched": 1,
    "treasurer.spending": 7,
    "treasurer.spending_file": 4,
    "treasurer.spending_document": 5,
    "treasurer.new_expense": 3,
    "treasurer.new_income": 3,
    "treasurer.new_bill": 1,
    "treasurer.pay_spending": 3,
    "treasurer.take_back_spending": 1,
    "treasurer.add_receipt": 1,
    "treasurer.approve_reimbursement": 3,
    "treasurer.decline_reimbursement": 1,
    "treasurer.transfers": 3,
    "treasurer.reverse_transfer": 1,
    "treasurer.count_cash": 3,
    "treasurer.spending_categories": 1,
    "treasurer.rename_category": 1,
    "files.download": 1,
    "reimbursements.ask": 0,
    "reimbursements.own": 1,
    "reimbursements.show": 2,
    "treasurer.waive": 1,
    "treasurer.webhook": 1,
    "treasurer.write_off": 7,
    "treasurer.webhooks": 1,
}


OVERVIEW_AGAIN = 2


#: Pages that lead on, answer machines, or stand between the two steps of signing in, with nothing to look up.
NOT_MEASURED = {
    "autopay.managed",
    "autopay.saved",
    "auth.second_step",
    "home.show",
    "monitoring.health",
    "static",
}


@pytest.fixture
def house(app: Flask) -> House:
    return build_desk()


@pytest.fixture
def names(house: House, sandbox: Sandbox) -> Names:
    return furnish(house, sandbox)


class TestEveryPage:
    def test_keeps_to_its_budget_and_asks_no_more_for_a_hundred_times_the_members(
        self, app: Flask, house: House, names: Names
    ) -> None:
        app.config["RATELIMIT_ENABLED"] = False
        grow(house, names, to=20)
        small = counted(app, house, names)
        grow(house, names, to=2000)
        assert counted(app, house, names) == small
        assert {page: count for page, count in small.items() if count > BUDGETS.get(page, -1)} == {}

    def test_has_a_budget(self, app: Flask) -> None:
        pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
        assert {page for page in pages if not page.startswith("design.")} - NOT_MEASURED == set(BUDGETS)


class TestTheOverview:
    def test_asks_little_the_second_time(self, app: Flask, house: House, names: Names) -> None:
        browser = signed_in(app, house.tess)
        for budget in (BUDGETS["treasurer.overview"], OVERVIEW_AGAIN):
            with selects() as sent:
                browser.get("/treasurer")
            assert len(sent) <= budget, "\n\n".join(sent)


def grow(house: House, names: Names, *, to: int) -> None:
    """Bring the chapter to so many members, each charged, and each fifth of them paid; Ada has as much of her own."""
    chapter_id = house.tess.chapter_id
    for number in range(len(members.choices(chapter_id=chapter_id)), to):
        add_to_member_list(chapter_id, f"Member {number:03d}", f"member.{number}@example.org")
    periods.assess(chapter_id=chapter_id, period_id=int(str(names["period"])), by=OPERATOR)
    for _ in range(to // 5):
        owe(house.ada, 1000)
        pay_cash(house.ada, 900)


def counted(app: Flask, house: House, names: Names) -> dict[str, int]:
    """The most SELECTs that each page took, by its endpoint."""
    adapter = app.url_map.bind("localhost")
    most: dict[str, int] = defaultdict(int)
    for browser, path in addresses(app, house, names):
        address = path.format_map(names)
        endpoint = adapter.match(address.partition("?")[0])[0]
        with selects() as sent:
            browser.flask.get(address, base_url=app.config["BASE_URL"])
        most[endpoint] = max(most[endpoint], len(sent))
    return dict(most)
