"""Every page is placed: who may open it stands here, and a page that nobody placed fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.approvals import Act
from sigma_finance.domain.books.accounts import Account, ChargeKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.dues.requests import PeriodTerms, PlanTerms
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.members.handovers import HandoverState
from sigma_finance.domain.members.invite_lists import read_list
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.members.requests import Appointment, InviteRequest
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.domain.payments.payments import AnswerKind, AnswerState, DisputeState, Method
from sigma_finance.domain.payments.requests import ManualPayment, NewCreditReturn
from sigma_finance.domain.permissions import Permission, Role, may
from sigma_finance.domain.policy import Frequency
from sigma_finance.domain.spending.categories import CategoryKind
from sigma_finance.extensions import csrf, db
from sigma_finance.gateways.spreadsheets.reading import open_table
from sigma_finance.models import (
    Chapter,
    Dispute,
    DisputeAnswer,
    Handover,
    HandoverBooks,
    JournalEntry,
    Member,
    Payment,
    WebhookEvent,
)
from sigma_finance.services import approvals
from sigma_finance.services import files as stored
from sigma_finance.services.books import closing
from sigma_finance.services.dues import batches, charges, periods, plans
from sigma_finance.services.imports import files, history, roster
from sigma_finance.services.members import bulk_invites, invites, officers
from sigma_finance.services.payments import credit_returns, deposits, pay_links, recording
from sigma_finance.services.spending import categories, reimbursements
from sigma_finance.web.guards import GUARD
from tests import banking, rows, spending
from tests.harness.client import Client
from tests.people import People, Person, open_chapter, signed_in
from tests.pictures import PDF

PUBLIC = {
    "appearance.choose": "only this browser's colours",
    "auth.agree_to_change": "a mailed link's token is asked for",
    "auth.forgot": "the way back in",
    "auth.keep_address": "a mailed link's token is asked for",
    "auth.mail_link": "the way back in",
    "auth.new_address": "a mailed link's token is asked for",
    "auth.reset": "a mailed link's token is asked for",
    "auth.set_password": "a mailed link's token is asked for",
    "auth.stop_change": "a mailed link's token is asked for",
    "auth.take_address": "a mailed link's token is asked for",
    "auth.enrol": "an invite's code is asked for",
    "auth.login": "the way in",
    "auth.logout": "ends a session if there is one",
    "auth.register": "an invite's code is asked for",
    "auth.second_step": "the password was right a moment ago",
    "auth.sign_in": "the way in",
    "auth.take_passkey": "the password was right a moment ago",
    "auth.take_code": "the password was right a moment ago",
    "giving.show": "a public page, where the chapter opened it",
    "giving.start": "a public page, where the chapter opened it",
    "giving.thanks": "the donation's reference cannot be guessed",
    "home.show": "leads on, by who is there",
    "monitoring.health": "says no more than whether we serve",
    "paying.result": "the link's signature is asked for",
    "paying.show": "the link's signature is asked for",
    "paying.start": "the link's signature is asked for",
    "notices.stop": "a signed link from an e-mail is asked for",
    "notices.stop_mail": "a signed link from an e-mail is asked for",
    "webhooks.sendgrid": "the signature is asked for",
    "webhooks.stripe": "the signature is asked for",
    "design.error": "made-up values, where the sandbox is",
    "design.errors": "made-up values, where the sandbox is",
    "design.index": "made-up values, where the sandbox is",
    "design.member": "made-up values, where the sandbox is",
    "design.sign_in": "made-up values, where the sandbox is",
    "design.statement": "made-up values, where the sandbox is",
}
SIGNED_IN = {
    "account.address",
    "account.begin",
    "account.change_address",
    "account.change_password",
    "account.change_profile",
    "account.add_passkey",
    "account.confirm",
    "account.confirm_by_passkey",
    "account.new_passkey",
    "account.remove_passkey",
    "account.keep_address",
    "account.end_everywhere",
    "account.end_others",
    "account.end_session",
    "account.password",
    "account.profile",
    "account.show",
    "account.stay",
    "account.take_proof",
    "account.disable",
    "account.enable",
    "account.second_step",
    "auth.join",
    "notices.choose_mail",
    "notices.mail",
    "notices.mark_read",
    "autopay.begin",
    "autopay.managed",
    "autopay.confirm",
    "autopay.portal",
    "autopay.saved",
    "autopay.show",
    "autopay.skip",
    "autopay.turn_off",
    "plans.agree",
    "plans.show",
    "branding.colours",
    "branding.logo",
    "auth.switch",
    "dashboard.show",
    "dues_use.show",
    "documents.statement",
    "documents.statement_file",
    "handover.decline",
    "pay_links.make",
    "pay_links.revoke",
    "pay_links.show",
    "payments.history",
    "payments.pay",
    "payments.report",
    "payments.result",
    "payments.send_report",
    "payments.start",
    "reimbursements.add_receipt",
    "reimbursements.ask",
    "reimbursements.own",
    "reimbursements.show",
    "reimbursements.withdraw",
}
#: May show another's data: officers need the second step that their chapter asks of them.
SIGNED_IN_FULLY = {
    "documents.member_statement_file",
    "documents.receipt",
    "files.download",
    "handover.take_over",
    "notices.show",
    "payments.show",
    "people.show",
    "photos.photo",
}
OFFICERS = {
    "documents.member_statement": Permission.SEE_BOOKS,
    "treasurer.add_member": Permission.MANAGE_MEMBERS,
    "treasurer.appoint": Permission.MANAGE_MEMBERS,
    "treasurer.audit": Permission.SEE_BOOKS,
    "treasurer.books": Permission.SEE_BOOKS,
    "treasurer.packet_pdf": Permission.SEE_BOOKS,
    "treasurer.packet_workbook": Permission.SEE_BOOKS,
    "treasurer.journal": Permission.SEE_BOOKS,
    "treasurer.close_books": Permission.RECORD_MONEY,
    "treasurer.reopen_books": Permission.RECORD_MONEY,
    "treasurer.report": Permission.SEE_BOOKS,
    "treasurer.report_file": Permission.SEE_BOOKS,
    "treasurer.postings": Permission.SEE_BOOKS,
    "treasurer.postings_file": Permission.SEE_BOOKS,
    "treasurer.entry": Permission.SEE_BOOKS,
    "treasurer.handle_webhook": Permission.RECORD_MONEY,
    "treasurer.webhook": Permission.SEE_BOOKS,
    "treasurer.webhooks": Permission.SEE_BOOKS,
    "monitoring.cache": Permission.MANAGE_CHAPTER,
    "monitoring.jobs": Permission.MANAGE_CHAPTER,
    "monitoring.run_job": Permission.MANAGE_CHAPTER,
    "treasurer.assess": Permission.ASSESS_DUES,
    "treasurer.assign": Permission.RECORD_MONEY,
    "treasurer.confirm": Permission.RECORD_MONEY,
    "treasurer.check_import": Permission.RECORD_MONEY,
    "treasurer.check_report": Permission.RECORD_MONEY,
    "treasurer.check_roster": Permission.RECORD_MONEY,
    "treasurer.check_roster_report": Permission.RECORD_MONEY,
    "treasurer.deactivate": Permission.MANAGE_MEMBERS,
    "treasurer.edit_member": Permission.MANAGE_MEMBERS,
    "treasurer.end_term": Permission.MANAGE_MEMBERS,
    "treasurer.import_batch": Permission.RECORD_MONEY,
    "treasurer.import_history": Permission.RECORD_MONEY,
    "treasurer.import_report": Permission.RECORD_MONEY,
    "treasurer.import_roster": Permission.RECORD_MONEY,
    "treasurer.cash": Permission.RECORD_MONEY,
    "treasurer.deposit": Permission.RECORD_MONEY,
    "treasurer.reverse_deposit": Permission.RECORD_MONEY,
    "treasurer.return_credit": Permission.RECORD_MONEY,
    "treasurer.reverse_credit_return": Permission.RECORD_MONEY,
    "treasurer.grid": Permission.RECORD_MONEY,
    "treasurer.new_charge": Permission.ASSESS_DUES,
    "treasurer.other_charges": Permission.ASSESS_DUES,
    "treasurer.plans": Permission.ASSESS_DUES,
    "treasurer.approve_plan": Permission.ASSESS_DUES,
    "treasurer.resume_mail": Permission.MANAGE_MEMBERS,
    "treasurer.approvals": Permission.RECORD_MONEY,
    "treasurer.approve_request": Permission.RECORD_MONEY,
    "treasurer.decline_request": Permission.RECORD_MONEY,
    "treasurer.reminders": Permission.ASSESS_DUES,
    "treasurer.reminder_schedule": Permission.ASSESS_DUES,
    "treasurer.arrange_plan": Permission.ASSESS_DUES,
    "treasurer.end_plan": Permission.ASSESS_DUES,
    "treasurer.fees": Permission.ASSESS_DUES,
    "treasurer.hold_fees": Permission.ASSESS_DUES,
    "treasurer.gifts": Permission.SEE_BOOKS,
    "treasurer.new_gift": Permission.RECORD_MONEY,
    "treasurer.invite_imported": Permission.INVITE,
    "treasurer.invite_many": Permission.INVITE,
    "treasurer.invites": Permission.INVITE,
    "treasurer.ledger": Permission.SEE_BOOKS,
    "treasurer.member": Permission.SEE_BOOKS,
    "treasurer.members": Permission.SEE_BOOKS,
    "treasurer.new_period": Permission.ASSESS_DUES,
    "treasurer.officers": Permission.SEE_BOOKS,
    "treasurer.overview": Permission.SEE_BOOKS,
    "treasurer.handed_over_books": Permission.SEE_BOOKS,
    "treasurer.handover": Permission.SEE_BOOKS,
    "treasurer.offer_handover": Permission.MANAGE_MEMBERS,
    "treasurer.withdraw_handover": Permission.MANAGE_MEMBERS,
    "treasurer.remove_photo": Permission.MANAGE_MEMBERS,
    "treasurer.make_pay_link": Permission.RECORD_MONEY,
    "treasurer.pay_links": Permission.RECORD_MONEY,
    "treasurer.revoke_pay_link": Permission.RECORD_MONEY,
    "treasurer.payment": Permission.SEE_BOOKS,
    "treasurer.payments": Permission.SEE_BOOKS,
    "treasurer.payments_json": Permission.SEE_BOOKS,
    "treasurer.meeting": Permission.SEE_BOOKS,
    "treasurer.meeting_pdf": Permission.SEE_BOOKS,
    "treasurer.bank": Permission.SEE_BOOKS,
    "treasurer.bank_account": Permission.SEE_BOOKS,
    "treasurer.bank_lines_file": Permission.SEE_BOOKS,
    "treasurer.bank_line": Permission.SEE_BOOKS,
    "treasurer.bank_statement": Permission.SEE_BOOKS,
    "treasurer.new_bank_account": Permission.RECORD_MONEY,
    "treasurer.name_bank_account": Permission.RECORD_MONEY,
    "treasurer.import_statement": Permission.RECORD_MONEY,
    "treasurer.check_statement": Permission.RECORD_MONEY,
    "treasurer.match_lines": Permission.RECORD_MONEY,
    "treasurer.match_line": Permission.RECORD_MONEY,
    "treasurer.unmatch_line": Permission.RECORD_MONEY,
    "treasurer.take_line_back": Permission.RECORD_MONEY,
    "treasurer.line_to_payment": Permission.RECORD_MONEY,
    "treasurer.line_to_entry": Permission.RECORD_MONEY,
    "treasurer.line_to_spending": Permission.RECORD_MONEY,
    "treasurer.line_to_transfer": Permission.RECORD_MONEY,
    "treasurer.apply_bank_rules": Permission.RECORD_MONEY,
    "treasurer.end_bank_rule": Permission.RECORD_MONEY,
    "treasurer.reconcile_account": Permission.RECORD_MONEY,
    "treasurer.payouts": Permission.SEE_BOOKS,
    "treasurer.payout": Permission.SEE_BOOKS,
    "treasurer.payout_lines": Permission.SEE_BOOKS,
    "treasurer.confirm_payout": Permission.RECORD_MONEY,
    "treasurer.explain_line": Permission.RECORD_MONEY,
    "treasurer.payments_file": Permission.SEE_BOOKS,
    "treasurer.members_file": Permission.SEE_BOOKS,
    "treasurer.standing_file": Permission.SEE_BOOKS,
    "treasurer.unpaid_file": Permission.SEE_BOOKS,
    "treasurer.gifts_file": Permission.SEE_BOOKS,
    "treasurer.audit_file": Permission.SEE_BOOKS,
    "treasurer.plans_file": Permission.ASSESS_DUES,
    "treasurer.reminders_file": Permission.ASSESS_DUES,
    "treasurer.reminders_sent_file": Permission.ASSESS_DUES,
    "treasurer.period": Permission.ASSESS_DUES,
    "treasurer.periods": Permission.ASSESS_DUES,
    "treasurer.problems": Permission.SEE_BOOKS,
    "treasurer.reactivate": Permission.MANAGE_MEMBERS,
    "treasurer.record": Permission.RECORD_MONEY,
    "treasurer.accept_dispute": Permission.RECORD_MONEY,
    "treasurer.dispute": Permission.SEE_BOOKS,
    "treasurer.disputes": Permission.SEE_BOOKS,
    "treasurer.evidence": Permission.RECORD_MONEY,
    "treasurer.evidence_file": Permission.SEE_BOOKS,
    "treasurer.send_evidence": Permission.RECORD_MONEY,
    "treasurer.refund": Permission.RECORD_MONEY,
    "treasurer.refund_failed": Permission.RECORD_MONEY,
    "treasurer.reject": Permission.RECORD_MONEY,
    "treasurer.reported": Permission.RECORD_MONEY,
    "treasurer.resend_receipt": Permission.RECORD_MONEY,
    "treasurer.resend": Permission.INVITE,
    "treasurer.resend_undelivered": Permission.INVITE,
    "treasurer.reverse": Permission.RECORD_MONEY,
    "treasurer.write_off": Permission.RECORD_MONEY,
    "treasurer.reverse_batch": Permission.ASSESS_DUES,
    "treasurer.reverse_charge": Permission.ASSESS_DUES,
    "treasurer.revoke": Permission.INVITE,
    "treasurer.sending": Permission.INVITE,
    "treasurer.sending_progress": Permission.INVITE,
    "treasurer.roster_batch": Permission.RECORD_MONEY,
    "treasurer.roster_report": Permission.RECORD_MONEY,
    "treasurer.roster_sample": Permission.RECORD_MONEY,
    "treasurer.roster_sample_csv": Permission.RECORD_MONEY,
    "treasurer.statistics": Permission.SEE_BOOKS,
    "treasurer.statistics_json": Permission.SEE_BOOKS,
    "treasurer.undo_import": Permission.RECORD_MONEY,
    "treasurer.undo_roster": Permission.RECORD_MONEY,
    "treasurer.save_settings": Permission.MANAGE_CHAPTER,
    "treasurer.settings": Permission.SEE_BOOKS,
    "treasurer.budget": Permission.RECORD_MONEY,
    "treasurer.opening_balances": Permission.RECORD_MONEY,
    "treasurer.stripe_account": Permission.SEE_BOOKS,
    "treasurer.connect_stripe": Permission.MANAGE_CHAPTER,
    "treasurer.check_stripe": Permission.RECORD_MONEY,
    "treasurer.use_stripe": Permission.RECORD_MONEY,
    "treasurer.use_stripe_now": Permission.RECORD_MONEY,
    "treasurer.stop_stripe": Permission.MANAGE_CHAPTER,
    "treasurer.stop_stripe_now": Permission.MANAGE_CHAPTER,
    "treasurer.disconnect_stripe": Permission.MANAGE_CHAPTER,
    "treasurer.disconnect_stripe_now": Permission.MANAGE_CHAPTER,
    "treasurer.unmatched": Permission.RECORD_MONEY,
    "treasurer.spending": Permission.SEE_BOOKS,
    "treasurer.spending_file": Permission.SEE_BOOKS,
    "treasurer.spending_document": Permission.SEE_BOOKS,
    "treasurer.new_expense": Permission.RECORD_MONEY,
    "treasurer.new_income": Permission.RECORD_MONEY,
    "treasurer.new_bill": Permission.RECORD_MONEY,
    "treasurer.pay_spending": Permission.RECORD_MONEY,
    "treasurer.take_back_spending": Permission.RECORD_MONEY,
    "treasurer.add_receipt": Permission.RECORD_MONEY,
    "treasurer.approve_reimbursement": Permission.RECORD_MONEY,
    "treasurer.decline_reimbursement": Permission.RECORD_MONEY,
    "treasurer.transfers": Permission.RECORD_MONEY,
    "treasurer.reverse_transfer": Permission.RECORD_MONEY,
    "treasurer.count_cash": Permission.RECORD_MONEY,
    "treasurer.spending_categories": Permission.RECORD_MONEY,
    "treasurer.usual_categories": Permission.RECORD_MONEY,
    "treasurer.rename_category": Permission.RECORD_MONEY,
    "treasurer.end_category": Permission.RECORD_MONEY,
    "treasurer.resume_category": Permission.RECORD_MONEY,
    "treasurer.waive": Permission.ASSESS_DUES,
}
PLATFORM = {
    "platform.chapters",
    "platform.jobs",
    "platform.new",
    "platform.resume",
    "platform.run_job",
    "platform.suspend",
}
#: Files that anyone may have; whitenoise answers before Flask is asked.
FILES = "static"
#: Whoever asked for these is signed out.
ENDS_SESSIONS = ("auth.logout", "account.end_everywhere", "auth.set_password", "auth.stop_change")
WITHOUT_CSRF = {"notices.stop_mail", "webhooks.sendgrid", "webhooks.stripe"}
#: What is not offered for a payment that waits for confirmation, even to its own officer.
NOT_IN_THIS_STATE = (
    "treasurer.assign",
    "treasurer.refund",
    "treasurer.refund_failed",
    "treasurer.reverse",
    "treasurer.write_off",
)


@dataclass(frozen=True)
class Call:
    """One way to ask for a page."""

    endpoint: str
    method: str
    path: str

    def answer(self, client: Client) -> str:
        """Make it, with a valid token, and return what the answer holds, whatever its status."""
        options = {"base_url": client.app.config["BASE_URL"], "method": self.method}
        if self.method == "POST":
            options["data"] = {"csrf_token": client.csrf_token()}
        answer = client.flask.open(self.path, **options)
        return answer.get_data().decode("utf-8", "replace") + answer.headers.get("Location", "")

    def by(self, client: Client, status: int) -> str:
        """Make it, with a valid token; the answer must have this status. Returns where it leads."""
        if self.method == "POST":
            return client.post(self.path, status=status).location
        return client.get(self.path, status=status).location


def calls(app: Flask, *, numbers: Callable[[str], object] = lambda _: 1) -> Iterator[Call]:
    """Every page by each of its methods, addresses filled in."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == FILES:
            continue
        path = _filled(rule, numbers)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield Call(rule.endpoint, method, path)


def _filled(rule: Rule, numbers: Callable[[str], object]) -> str:
    built = rule.build({name: numbers(name) for name in rule.arguments}, append_unknown=False)
    assert built is not None
    return built[1]


@pytest.fixture
def people(app: Flask) -> People:
    return open_chapter()


class TestEveryPage:
    def test_is_placed_and_guarded_as_it_is_placed(self, app: Flask) -> None:
        placed = (
            dict.fromkeys(PUBLIC, "public")
            | dict.fromkeys(SIGNED_IN, "signed_in")
            | dict.fromkeys(SIGNED_IN_FULLY, "signed_in_fully")
            | dict.fromkeys(PLATFORM, "platform")
            | {name: permission.value for name, permission in OFFICERS.items()}
        )
        found = {
            name: getattr(view, GUARD, None) for name, view in app.view_functions.items() if name != FILES
        }
        assert found == placed

    def test_asks_a_stranger_to_sign_in_unless_it_is_public(self, app: Flask, client: Client) -> None:
        for call in calls(app):
            if call.endpoint not in PUBLIC:
                led = call.by(client, 302)
                assert led.startswith("/auth/login?next=/" if call.method == "GET" else "/auth/login"), call

    @pytest.mark.parametrize("role", list(Role))
    def test_of_the_officers_is_refused_to_those_who_may_not(
        self, app: Flask, people: People, role: Role
    ) -> None:
        person: Person = getattr(people, role.value)
        browser = signed_in(app, person)
        for call in calls(app):
            if call.endpoint in OFFICERS and not may(role, OFFICERS[call.endpoint]):
                call.by(browser, 403)

    @pytest.mark.parametrize("role", list(Role))
    def test_of_the_platform_is_not_there_for_anybody_else(
        self, app: Flask, people: People, role: Role
    ) -> None:
        browser = signed_in(app, getattr(people, role.value))
        for call in calls(app):
            if call.endpoint in PLATFORM:
                call.by(browser, 404)

    def test_that_takes_a_form_asks_for_its_token(self, app: Flask, people: People) -> None:
        browser = signed_in(app, people.admin)
        refused = {
            call.endpoint
            for call in calls(app)
            if call.method == "POST"
            and browser.flask.post(call.path, base_url=app.config["BASE_URL"]).status_code == 400
            if call.endpoint not in WITHOUT_CSRF
        }
        taking_forms = {call.endpoint for call in calls(app) if call.method == "POST"}
        assert taking_forms - refused == WITHOUT_CSRF


@dataclass(frozen=True)
class Things:
    """What a chapter has, by the name that an address gives it."""

    chapter_id: int
    member_id: int
    period_id: int
    charge_id: int
    invite_id: int
    reference: str
    file_id: int
    batch_id: int
    roster_file_id: int
    roster_id: int
    charge_batch_id: int
    term_id: int
    event_id: int
    sending: str
    deposit_id: int
    credit_return_id: int
    plan_id: int
    link_id: int
    handover_id: int
    approval_id: int
    entry_id: int
    closing_id: int
    payout_id: int
    line_id: int
    dispute_id: int
    answer_id: int
    account_id: int
    bank_account_id: int
    bank_file_id: int
    statement_id: int
    bank_line_id: int
    rule_id: int
    category_id: int
    spending_id: int
    transfer_id: int
    token: str


def spent(people: People) -> dict[str, Any]:
    """A category, what a member asks to have back with a receipt, and money moved to petty cash."""
    chapter_id, member = people.chapter_id, people.member
    category = categories.add(chapter_id=chapter_id, kind=CategoryKind.EXPENSE, name="Food", by=OPERATOR)
    asked = spending.a_reimbursement(member)
    with stored.kept(
        chapter_id=chapter_id,
        member_id=member.member_id,
        file=stored.NewFile(PDF, "scan.pdf"),
        field="receipt",
    ) as file_ids:
        made = reimbursements.ask(request=asked, file_ids=file_ids, by=spending.acting(member))
    transfer = spending.move(people, Account.CASH_BANK, Account.PETTY_CASH, 100)
    token = stored.sign(chapter_id=chapter_id, member_id=member.member_id, file_id=file_ids[0])
    return {"category_id": category, "spending_id": made, "transfer_id": transfer, "token": token}


def things_of(people: People) -> Things:
    """A member's charge, an invite, a period, and a payment that waits for confirmation."""
    chapter_id, member_id = people.chapter_id, people.member.member_id
    due_on = date(2027, 1, 31)
    period_id = periods.create_period(
        chapter_id=chapter_id, name="Spring", terms=PeriodTerms(100, due_on), by=OPERATOR
    )
    new_charge = charges.NewCharge(member_id, ChargeKind.DUES, "Dues", 20000, due_on)
    charge_id = charges.charge(chapter_id=chapter_id, request=new_charge, by=OPERATOR)
    invite = invites.create(
        request=InviteRequest(chapter_id, Role.MEMBER), issuer_role=Role.ADMIN, by=OPERATOR
    )
    reported = ManualPayment(
        chapter_id=chapter_id,
        member_id=member_id,
        amount_minor=5000,
        method=Method.CASH,
        received_on=today_in("America/New_York"),
        note="",
        taken_by="",
        form_key="a key of this test",
    )
    payment_id = recording.report(request=reported, by=OPERATOR)
    reference = db.session.get_one(Payment, payment_id).reference
    appointment = Appointment(member_id, Post.PRESIDENT, date(2027, 1, 1), None)
    term_id = officers.appoint(
        chapter_id=chapter_id, appointment=appointment, role=Role.ADMIN, by_name="Ann", by=OPERATOR
    )
    return Things(
        chapter_id,
        member_id,
        period_id,
        charge_id,
        invite.id,
        reference,
        *imported(people),
        *roster_of(people),
        charge_batch(people, due_on),
        term_id,
        webhook_event(people),
        sending_of(people),
        *moved_cash(people),
        proposed_plan(people),
        pay_links.make(chapter_id=chapter_id, member_id=member_id, kind=PayLinkKind.OFFICER, by=OPERATOR),
        handed_over(people),
        asked_for(people),
        db.session.scalars(select(JournalEntry.id).where(JournalEntry.chapter_id == chapter_id)).first() or 0,
        closing.close(chapter_id=chapter_id, through=date(2020, 1, 31), by=OPERATOR),
        *rows.payout(people.chapter_id, shared=True),
        *disputed(chapter_id, payment_id),
        rows.own_account(people.chapter_id),
        *at_the_bank(people),
        **spent(people),
    )


def disputed(chapter_id: int, payment_id: int) -> tuple[int, int]:
    """A dispute, and an answer that can be sent."""
    made = Dispute(
        chapter_id=chapter_id,
        payment_id=payment_id,
        stripe_dispute_id="du_1",
        amount_minor=5000,
        state=DisputeState.OPEN,
    )
    db.session.add(made)
    db.session.flush()
    answer = DisputeAnswer(
        chapter_id=chapter_id,
        dispute_id=made.id,
        to_inquiry=True,
        kind=AnswerKind.EVIDENCE,
        state=AnswerState.DRAFT,
        pack=b"%PDF-1.7",
    )
    db.session.add(answer)
    db.session.commit()
    return made.id, answer.id


def at_the_bank(people: People) -> tuple[int, int, int, int, int]:
    """An account at the bank, a statement that waits, one that is in, a line of it, and a rule."""
    chapter_id = people.chapter_id
    by = Actor(ActorKind.PERSON, people.treasurer.user_id, people.treasurer.member_id)
    return banking.furnish(chapter_id, by)


def handed_over(people: People) -> int:
    """Books that were handed over."""
    done = Handover(
        chapter_id=people.chapter_id,
        from_member_id=people.treasurer.member_id,
        to_member_id=people.admin.member_id,
        state=HandoverState.DONE,
        expires_at=now(),
        ended_at=now(),
    )
    db.session.add(done)
    db.session.flush()
    kept = {"content": b"%PDF-1.7", "sha256": "0" * 64}
    db.session.add(HandoverBooks(chapter_id=people.chapter_id, handover_id=done.id, **kept))
    db.session.commit()
    return done.id


def asked_for(people: People) -> int:
    """A waiver that another officer has to approve."""
    wanted = approvals.ApprovalRequest(
        Act.WAIVER, 1, people.member.member_id, 50000, "A scholarship", {"kind": "scholarship"}
    )
    by = Actor(ActorKind.PERSON, people.treasurer.user_id, people.treasurer.member_id)
    return approvals.ask(chapter_id=people.chapter_id, request=wanted, by=by)


def proposed_plan(people: People) -> int:
    """A payment plan to decide on."""
    today = today_in("America/New_York")
    owed = db.session.get_one(Member, people.member.member_id).balance_minor
    return plans.propose(
        chapter_id=people.chapter_id,
        member_id=people.member.member_id,
        terms=PlanTerms(Frequency.MONTHLY, 2, today, owed),
        agreement="I will pay.",
        by=OPERATOR,
    )


def moved_cash(people: People) -> tuple[int, int]:
    """A deposit, and credit paid back."""
    today = today_in("America/New_York")
    banked, _on_hand = (
        recording.record(
            request=ManualPayment(
                people.chapter_id, people.secretary.member_id, 900, Method.CASH, today, "", "", key
            ),
            by=OPERATOR,
        )
        for key in ("another key here", "one more key here")
    )
    deposit = deposits.deposit(
        chapter_id=people.chapter_id,
        payment_ids=[banked.payment_id],
        deposited_on=today,
        note="",
        by=OPERATOR,
    )
    back = NewCreditReturn(
        people.chapter_id,
        people.secretary.member_id,
        100,
        Method.CASH,
        today,
        "",
        "the key of a credit return",
    )
    return deposit, credit_returns.return_credit(request=back, by=OPERATOR)


def charge_batch(people: People, due_on: date) -> int:
    """Members charged together."""
    request = charges.NewCharge(0, ChargeKind.FINE, "Missed meeting", 100, due_on)
    return batches.charge_many(
        chapter_id=people.chapter_id, member_ids=[people.member.member_id], request=request, by=OPERATOR
    )


def webhook_event(people: People) -> int:
    """A message of Stripe that could not be applied."""
    event = WebhookEvent(
        chapter_id=people.chapter_id,
        event_id="evt_1",
        type="charge.updated",
        object_id="ch_1",
        livemode=False,
        payload="{}",
        state=EventState.QUARANTINED,
    )
    db.session.add(event)
    db.session.commit()
    return event.id


def imported(people: People) -> tuple[int, int]:
    """A file that waits to be imported, and an import."""
    name = people.member.name
    by = Actor(ActorKind.PERSON, member_id=people.treasurer.member_id)
    waiting = files.keep(
        chapter_id=people.chapter_id,
        name="2023.csv",
        content=f"Name,Amount,Date\n{name},5,2023-01-02\n".encode(),
        by=by,
    )
    table = open_table(f"Name,Amount,Date\n{name},5,2024-01-02\n".encode(), name="2024.csv")
    done = history.run(request=history.ImportRequest(people.chapter_id, table), by=by)
    assert done.batch_id is not None
    return waiting, done.batch_id


def sending_of(people: People) -> str:
    """Invites that were sent together."""
    wanted = bulk_invites.ListRequest(people.chapter_id, read_list("new@example.org"))
    return bulk_invites.send(request=wanted, issuer_role=Role.ADMIN, by=OPERATOR).reference


def roster_of(people: People) -> tuple[int, int]:
    """A roster that waits to be imported, and one that was."""
    by = Actor(ActorKind.PERSON, member_id=people.treasurer.member_id)
    waiting = files.keep(
        chapter_id=people.chapter_id,
        name="next.csv",
        content=b"Name,Email\nZed,zed@example.org\n",
        by=by,
        kind=ImportKind.ROSTER,
    )
    table = open_table(b"Name,Email\nZoe,zoe@example.org\n", name="roster.csv")
    done = roster.run(request=roster.RosterRequest(people.chapter_id, table), by=by)
    assert done.batch_id is not None
    return waiting, done.batch_id


@pytest.fixture
def asked_for_second_step(people: People) -> People:
    """People whose chapter asks its officers for a second step that none of them has."""
    db.session.get_one(Chapter, people.chapter_id).policy = {"officers_need_second_factor": True}
    db.session.commit()
    return people


class TestAnOfficerWhoOwesTheSecondStep:
    @pytest.mark.parametrize("role", [Role.TREASURER, Role.ADMIN])
    def test_is_led_to_set_it_up_by_every_page_that_may_show_anothers_data(
        self, app: Flask, asked_for_second_step: People, role: Role
    ) -> None:
        things = things_of(asked_for_second_step)
        browser = signed_in(app, getattr(asked_for_second_step, role.value))
        for call in calls(app, numbers=lambda name: getattr(things, name, 1)):
            of_officers = call.endpoint in OFFICERS and may(role, OFFICERS[call.endpoint])
            if of_officers or call.endpoint in SIGNED_IN_FULLY:
                assert call.by(browser, 303) == "/account/second-step", call

    def test_finds_nothing_of_anybody_else_on_any_page(
        self, app: Flask, asked_for_second_step: People
    ) -> None:
        people = asked_for_second_step
        things = things_of(people)
        others = (people.member, people.secretary, people.admin)
        secrets = [*(one.name for one in others), *(one.email for one in others), things.reference]
        browser = signed_in(app, people.treasurer)
        for call in calls(app, numbers=lambda name: getattr(things, name, 1)):
            if call.endpoint in ENDS_SESSIONS:
                continue
            text = call.answer(browser)
            assert not [secret for secret in secrets if secret in text], call
        assert "/account/second-step" in browser.get("/treasurer", status=303).location

    def test_is_led_on_where_a_plain_member_would_become_one(
        self, app: Flask, asked_for_second_step: People
    ) -> None:
        browser = signed_in(app, asked_for_second_step.member)
        for method in (browser.get, browser.post):
            assert method("/handover", status=303).location == "/account/second-step"

    def test_may_still_pay_their_own_dues(self, app: Flask, asked_for_second_step: People) -> None:
        browser = signed_in(app, asked_for_second_step.treasurer)
        for path in ("/dashboard", "/payments", "/payments/pay", "/statement", "/account"):
            browser.get(path)


class TestAStranger:
    def test_finds_nothing_of_anybody_on_any_page(self, app: Flask, people: People, client: Client) -> None:
        things = things_of(people)
        everybody = (people.member, people.secretary, people.treasurer, people.admin)
        secrets = [*(one.name for one in everybody), *(one.email for one in everybody), things.reference]
        for call in calls(app, numbers=lambda name: getattr(things, name, 1)):
            text = call.answer(client).replace(call.path, "")
            assert not [secret for secret in secrets if secret in text], call


class TestWhoIsInSeveralChapters:
    def test_is_told_the_chapter_before_anything_is_said_of_its_suspension(
        self, app: Flask, people: People
    ) -> None:
        other = open_chapter("kr", "Kappa Rho")
        db.session.add(
            Member(
                chapter_id=other.chapter_id,
                user_id=people.admin.user_id,
                name="Ann",
                email="ann@example.org",
                role=Role.ADMIN,
            )
        )
        db.session.commit()
        browser = signed_in(app, people.admin)
        for chapter_id in (people.chapter_id, other.chapter_id):
            db.session.get_one(Chapter, chapter_id).suspended_at = now()
        db.session.commit()
        for path in ("/dashboard", "/payments/P-1", "/treasurer"):
            led = browser.get(path, status=302)
            assert led.location in (f"/c/sds{path}", f"/c/kr{path}")
            assert "is suspended" in browser.get(led.location, status=403).main


class TestWhatAnotherChapterHas:
    def test_is_not_there(self, app: Flask, people: People) -> None:
        things = things_of(people)
        stranger = signed_in(app, open_chapter("kr", "Kappa Rho").admin)
        for call in self._calls(app, things):
            call.by(stranger, 404)

    def test_is_there_for_its_own_officer(self, app: Flask, people: People) -> None:
        things = things_of(people)
        officer = signed_in(app, people.admin)
        for call in self._calls(app, things):
            if call.method == "GET" and call.endpoint in OFFICERS and call.endpoint not in NOT_IN_THIS_STATE:
                page = officer.flask.get(call.path, base_url=app.config["BASE_URL"])
                assert page.status_code == 200, call

    def test_is_not_there_for_a_team_mate_where_it_is_a_members_own(self, app: Flask, people: People) -> None:
        things = things_of(people)
        for person, status in ((people.secretary, 404), (people.member, 200)):
            signed_in(app, person).get(f"/payments/{things.reference}", status=status)

    def _calls(self, app: Flask, things: Things) -> list[Call]:
        with_things = {
            rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments - set(rule.defaults or ())
        }
        found = calls(app, numbers=lambda name: getattr(things, name, 1))
        return [call for call in found if call.endpoint in with_things - set(PUBLIC)]


#: Routes that ask for no form's token, and what proves the wish instead.
UNPROTECTED = {
    "webhooks.stripe": "Stripe's signature over the body",
    "webhooks.sendgrid": "SendGrid's signature over the body",
    "notices.stop_mail": "the signed token in the address, which a mail program presses by itself (RFC 8058)",
}


class TestARouteWithoutCsrfProtection:
    def test_stands_in_the_list_with_its_own_proof(self, app: Flask) -> None:
        exempt = csrf._exempt_views
        found = {
            endpoint
            for endpoint, view in app.view_functions.items()
            if f"{view.__module__}.{view.__name__}" in exempt
        }
        assert found == set(UNPROTECTED)
        assert len(exempt) == len(UNPROTECTED)
        assert not csrf._exempt_blueprints
