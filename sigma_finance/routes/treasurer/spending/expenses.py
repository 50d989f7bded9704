"""Recording expenses, other income and bills; paying bills and reimbursements; taking a step back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import FormSentAlready
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.spending.categories import CategoryChoice, earnable, spendable
from sigma_finance.domain.spending.requests import PaidBy
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.forms.spending.spending import BillForm, ExpenseForm, PaidForm, ReceiptForm
from sigma_finance.queries.spending import categories, places
from sigma_finance.queries.spending import spendings as queries
from sigma_finance.queries.spending.spendings import SpendingFacts
from sigma_finance.routes.treasurer.asking import ASKED, do_or_ask
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services import approvals
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.files import NewFile, kept
from sigma_finance.services.spending import expenses, reimbursements
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

#: A receipt may have 5 MB; more is let in than that, so that a larger one meets a sentence instead of a closed door.
LARGEST_REQUEST = 16 * 1024 * 1024
_WITH_RECEIPT = ("new_expense", "new_income", "new_bill", "add_receipt")


@blueprint.url_value_preprocessor
def _let_receipts_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: these pages take larger ones than the others."""
    if endpoint in [f"treasurer.{name}" for name in _WITH_RECEIPT]:
        request.max_content_length = LARGEST_REQUEST


@blueprint.route("/spending/expense", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
@guards.confirmed_lately
def new_expense() -> ResponseReturnValue:
    """Record an expense with its receipt."""
    names = categories.offered(chapter_id=guards.viewer().chapter_id)
    return _at_once(SpendingKind.EXPENSE, spendable(names), "treasurer/spending/new_expense.html")


@blueprint.route("/spending/income", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def new_income() -> ResponseReturnValue:
    """Record other money that came in, apart from what members pay."""
    names = categories.offered(chapter_id=guards.viewer().chapter_id)
    return _at_once(SpendingKind.INCOME, earnable(names), "treasurer/spending/new_income.html")


def _at_once(kind: SpendingKind, choices: Sequence[CategoryChoice], template: str) -> ResponseReturnValue:
    viewer = guards.viewer()
    form = ExpenseForm(data={"paid_on": today()})
    form.amount.currency = viewer.currency
    form.offer(choices, places.places(chapter_id=viewer.chapter_id))
    if taken(form):
        with FormRefusals(form):
            return _recorded(form, kind)
    return form_page(template, form, today=today(), may_choose=len(choices) > 1)


def _recorded(form: ExpenseForm, kind: SpendingKind) -> ResponseReturnValue:
    viewer = guards.viewer()
    entry = form.entry(viewer.chapter_id, kind)
    with kept(
        chapter_id=viewer.chapter_id, member_id=viewer.member_id, file=_file(form.receipt), field="receipt"
    ) as file_ids:
        try:
            spending_id = expenses.record(request=entry, file_ids=file_ids, by=guards.actor())
            flash(f"Recorded {format_money(entry.amount_minor, viewer.currency)}.", "success")
        except NeedsSecond:
            spending_id = approvals.ask_expense(entry=entry, file_ids=file_ids, by=guards.actor())
            flash(ASKED, "info")
        except FormSentAlready:
            form.form_key.renew()
            raise
    return redirect(url_for(".spending_document", spending_id=spending_id), 303)


def _file(field: Any) -> NewFile | None:
    return NewFile(field.content, field.file_name) if field.content else None


@blueprint.route("/spending/bill", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def new_bill() -> ResponseReturnValue:
    """Enter a bill that is to be paid later."""
    viewer = guards.viewer()
    form = BillForm(data={"spent_on": today()})
    form.amount.currency = viewer.currency
    form.offer(spendable(categories.offered(chapter_id=viewer.chapter_id)))
    if taken(form):
        with (
            FormRefusals(form),
            kept(
                chapter_id=viewer.chapter_id,
                member_id=viewer.member_id,
                file=_file(form.receipt),
                field="receipt",
            ) as file_ids,
        ):
            entry = form.entry(viewer.chapter_id, today())
            spending_id = expenses.record(request=entry, file_ids=file_ids, by=guards.actor())
            flash(f"Entered. {format_money(entry.amount_minor, viewer.currency)} is to be paid.", "success")
            return redirect(url_for(".spending_document", spending_id=spending_id), 303)
    return form_page("treasurer/spending/new_bill.html", form, today=today())


@blueprint.route("/spending/<int:spending_id>/pay", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
@guards.confirmed_lately
def pay_spending(spending_id: int) -> ResponseReturnValue:
    """Record that a bill or a reimbursement was paid."""
    viewer = guards.viewer()
    found = queries.get_facts(chapter_id=viewer.chapter_id, spending_id=spending_id)
    form = PaidForm(data={"paid_on": today()})
    form.offer_places(places.places(chapter_id=viewer.chapter_id))
    if taken(form):
        with FormRefusals(form):
            flash(_pay(found, form.paid), "success")
            return redirect(url_for(".spending_document", spending_id=spending_id), 303)
    return form_page("treasurer/spending/pay.html", form, document=found, today=today(), states=SpendingState)


def _pay(found: SpendingFacts, paid: PaidBy) -> str:
    """Pay, or ask another officer where that is more than one may; returns what to say."""
    viewer = guards.viewer()
    amount = format_money(found.amount_minor, viewer.currency)
    if found.kind is SpendingKind.REIMBURSEMENT:
        reimbursements.pay(chapter_id=viewer.chapter_id, spending_id=found.id, paid=paid, by=guards.actor())
        return f"Recorded that {amount} was paid to {found.member_name}, who is told."
    facts = {
        "method": paid.method.value,
        "place": paid.place.value,
        "paid_on": paid.on.isoformat(),
        "trace": paid.trace,
        "says": found.payee,
    }
    return do_or_ask(
        lambda: expenses.pay(
            chapter_id=viewer.chapter_id, spending_id=found.id, paid=paid, by=guards.actor()
        ),
        done=f"Recorded that {amount} was paid.",
        request=ApprovalRequest(
            Act.BILL, found.id, None, found.amount_minor, found.what or f"Bill of {found.payee}", facts
        ),
    )


@blueprint.route("/spending/<int:spending_id>/take-back", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def take_back_spending(spending_id: int) -> ResponseReturnValue:
    """Take the latest step of a document back: its payment, or the whole of it."""
    viewer, form = guards.viewer(), ReasonForm()
    found = queries.get_facts(chapter_id=viewer.chapter_id, spending_id=spending_id)
    if taken(form):
        with FormRefusals(form):
            flash(_take_back(found, form.reason.text), "success")
            return redirect(url_for(".spending_document", spending_id=spending_id), 303)
    only_payment = found.state is SpendingState.PAID and found.kind.payable is not None
    return form_page(
        "treasurer/spending/take_back.html",
        form,
        document=found,
        only_payment=only_payment,
        can=found.state in (SpendingState.PAID, SpendingState.OWED),
    )


def _take_back(found: SpendingFacts, reason: str) -> str:
    """Take the latest step back, or ask another officer where it takes more cash off than one may; what to say."""
    again = found.state is SpendingState.PAID and found.kind.payable is not None
    return do_or_ask(
        lambda: expenses.take_back(
            chapter_id=guards.viewer().chapter_id, spending_id=found.id, reason=reason, by=guards.actor()
        ),
        done="Taken back. It is to be paid again." if again else "Reversed.",
        request=ApprovalRequest(
            Act.INCOME_TAKEN_BACK, found.id, None, found.amount_minor, reason, {"says": found.payee}
        ),
    )


@blueprint.route("/spending/<int:spending_id>/receipt", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def add_receipt(spending_id: int) -> ResponseReturnValue:
    """Add a receipt to a document."""
    viewer, form = guards.viewer(), ReceiptForm()
    found = queries.get_facts(chapter_id=viewer.chapter_id, spending_id=spending_id)
    if taken(form):
        with (
            FormRefusals(form),
            kept(
                chapter_id=viewer.chapter_id,
                member_id=viewer.member_id,
                file=NewFile(form.receipt.content, form.receipt.file_name),
                field="receipt",
            ) as file_ids,
        ):
            expenses.add_receipt(
                chapter_id=viewer.chapter_id,
                spending_id=spending_id,
                file_ids=file_ids,
                by=guards.actor(),
            )
            flash("Added.", "success")
            return redirect(url_for(".spending_document", spending_id=spending_id), 303)
    return form_page("treasurer/spending/add_receipt.html", form, document=found)
