"""A member's payments: paying by card and what became of it, reporting one made another way, receipts, history."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.books.owing import by_when, older_than
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Invalid, NotFound, Unavailable
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments import named
from sigma_finance.domain.payments.cards import bounds_in_words
from sigma_finance.domain.payments.payments import OPEN_STATES, FormSentAlready, PaymentState
from sigma_finance.domain.permissions import Permission
from sigma_finance.extensions import limiter
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.payments.payments import PayForm, PaymentChoice, ReportForm
from sigma_finance.queries.figures import dashboard
from sigma_finance.queries.figures.dashboard import Dashboard
from sigma_finance.queries.logins.sessions import Viewer
from sigma_finance.queries.payments import own, pay_links
from sigma_finance.queries.payments.own import PaymentDetail
from sigma_finance.routes.outcomes import outcome
from sigma_finance.services.payments import checkout, recording
from sigma_finance.web import guards
from sigma_finance.web.guards import signed_in, signed_in_fully

#: Attempts of one person a minute to move money.
ATTEMPTS = "10 per minute"
RETRY_AFTER = {"Retry-After": "30"}
#: Nobody says "nothing was charged" of these.
_MONEY_MOVED = (PaymentState.PROCESSING, PaymentState.SUCCEEDED, PaymentState.REVERSED)
_REFERENCE = re.compile(r"[A-Z0-9-]{1,32}")
_SESSION_ID = re.compile(r"[A-Za-z0-9_]{1,255}")

blueprint = Blueprint("payments", __name__, url_prefix="/payments")


@blueprint.url_value_preprocessor
def _only_references(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """No payment has a reference of another shape, so the database need not be asked."""
    if values and "reference" in values and not _REFERENCE.fullmatch(values["reference"]):
        abort(404)


@blueprint.get("/pay")
@signed_in
def pay() -> ResponseReturnValue:
    """Choose how much to pay; here one also lands after leaving Stripe's page without paying."""
    came_back = _cancelled()
    if came_back is not None and came_back.line.state in _MONEY_MOVED:
        return redirect(url_for("payments.result", reference=came_back.line.reference), 303)
    account, form = _offer()
    return _pay_page(account, form, came_back=came_back)


@blueprint.post("/pay")
@limiter.limit(ATTEMPTS)
@signed_in
def start() -> ResponseReturnValue:
    """Go on to Stripe's page with the amount chosen."""
    account, form = _offer()
    if not account.balance_minor:
        return _pay_page(account, form), 409
    if not form.validate():
        return _pay_page(account, form), 422
    try:
        return redirect(_open_checkout(form), 303)
    except Invalid as refusal:
        form.refused(refusal)
        return _pay_page(account, form), 422
    except Unavailable as failure:
        return _pay_page(account, form, problem=failure.message), 503, RETRY_AFTER


@blueprint.get("/<reference>/result")
@signed_in
def result(reference: str) -> ResponseReturnValue:
    """What became of a payment, asked of Stripe if no webhook has told it yet."""
    viewer = guards.viewer()
    answered = _settle(reference)
    payment = own.get_payment(
        chapter_id=viewer.chapter_id,
        reference=reference,
        timezone=viewer.timezone,
        member_id=viewer.member_id,
    )
    finding_out = payment.line.state in OPEN_STATES and not answered
    page = _outcome_page(payment, finding_out=finding_out)
    return (page, 503, RETRY_AFTER) if finding_out else page


@blueprint.get("/report")
@signed_in
def report() -> ResponseReturnValue:
    """Tell the chapter of a payment made in cash, by check or by another app."""
    return render_template("payments/report.html", form=_report_form())


@blueprint.post("/report")
@limiter.limit(ATTEMPTS)
@signed_in
def send_report() -> ResponseReturnValue:
    """Take the report; it counts when an officer confirms it."""
    form = _report_form()
    if form.validate() and _reported(form):
        flash(
            "Thank you. Your officers have been told; the payment counts as soon as one of them confirms it.",
            "success",
        )
        return redirect(url_for("dashboard.show"), 303)
    return render_template("payments/report.html", form=form), 422


@blueprint.get("/<reference>")
@signed_in_fully
def show(reference: str) -> str:
    """A payment with its receipt, for the member whose it is and for officers who see the books."""
    viewer = guards.viewer()
    payment = own.get_payment(
        chapter_id=viewer.chapter_id,
        reference=reference,
        timezone=viewer.timezone,
        member_id=None if viewer.may(Permission.SEE_BOOKS) else viewer.member_id,
    )
    if payment.line.receipt is None:
        return _outcome_page(payment)
    return render_template("payments/receipt.html", payment=payment)


@blueprint.get("")
@signed_in
def history() -> str:
    """All of the member's payments, newest first."""
    viewer = guards.viewer()
    page = own.get_page(
        chapter_id=viewer.chapter_id,
        member_id=viewer.member_id,
        timezone=viewer.timezone,
        before=_reference_given("before"),
        after=_reference_given("after"),
    )
    return render_template("payments/history.html", page=page)


def _reference_given(name: str) -> str | None:
    text = request.args.get(name)
    if text and not _REFERENCE.fullmatch(text):
        abort(404)
    return text or None


def _cancelled() -> PaymentDetail | None:
    """The member's payment that they left at Stripe, if the address names one."""
    viewer = guards.viewer()
    reference = request.args.get("cancelled", "")
    if not _REFERENCE.fullmatch(reference):
        return None
    try:
        return own.get_payment(
            chapter_id=viewer.chapter_id,
            reference=reference,
            timezone=viewer.timezone,
            member_id=viewer.member_id,
        )
    except NotFound:
        return None


def _offer() -> tuple[Dashboard, PayForm]:
    viewer = guards.viewer()
    account = dashboard.get_dashboard(
        chapter_id=viewer.chapter_id, member_id=viewer.member_id, timezone=viewer.timezone
    )
    form = PayForm()
    ids = named.read(request.args.get(named.PARAMETER))
    form.offer(
        owed_minor=account.balance_minor,
        dues=account.settling,
        currency=viewer.currency,
        named_minor=pay_links.open_minor(
            chapter_id=viewer.chapter_id, member_id=viewer.member_id, installment_ids=ids
        ),
        named_ids=ids,
    )
    return account, form


def _pay_page(
    account: Dashboard, form: PayForm, *, came_back: PaymentDetail | None = None, problem: str = ""
) -> str:
    viewer = guards.viewer()
    return render_template(
        "payments/pay.html",
        account=account,
        form=form,
        values={what: format_money(minor, viewer.currency) for what, minor in form.amounts.items()},
        hints=_hints(account, form, viewer),
        bounds=bounds_in_words(account.balance_minor, currency=viewer.currency),
        fee=_fee_in_words(account, form, viewer),
        came_back=came_back,
        problem=problem,
    )


def _hints(account: Dashboard, form: PayForm, viewer: Viewer) -> dict[str, str]:
    """What each row of the choice would pay for."""
    older = older_than(account.dues, form.named_ids)
    stays = f"{format_money(older, viewer.currency)} that is due before it stays open" if older else ""
    return _usual_hints(account, viewer) | ({PaymentChoice.NAMED: stays} if stays else {})


def _usual_hints(account: Dashboard, viewer: Viewer) -> dict[str, str]:
    if account.next_due is None:
        return {PaymentChoice.ALL: account.dues[0].sentence} if account.dues else {}
    everything = by_when(account.dues, today=today_in(viewer.timezone), currency=viewer.currency)
    return {
        PaymentChoice.ALL: everything[0].upper() + everything[1:],
        PaymentChoice.NEXT: account.next_due.sentence,
    }


def _fee_in_words(account: Dashboard, form: PayForm, viewer: Viewer) -> str:
    """What covering the card fee costs; nothing where the chapter carries it."""
    rules = account.policy
    fees = {
        f"{format_money(fee, viewer.currency)} for {format_money(minor, viewer.currency)}": None
        for minor in form.amounts.values()
        if (fee := rules.card_fee(minor))
    }
    if not fees:
        return ""
    share, fixed = (
        f"{rules.card_fee_share / 100:g} %",
        format_money(rules.card_fee_fixed_minor, viewer.currency),
    )
    return (
        f"So that all you owe reaches the chapter: {' or '.join(fees)}, by Stripe's rate of {share} and {fixed}. "
        "It is shown apart before you pay, by card only. From a bank account there is nothing to cover."
    )


def _outcome_page(payment: PaymentDetail, *, finding_out: bool = False) -> str:
    words = outcome(payment, currency=guards.viewer().currency, finding_out=finding_out)
    return render_template("payments/result.html", payment=payment, outcome=words)


def _open_checkout(form: PayForm) -> str:
    viewer = guards.viewer()
    return checkout.start(
        chapter_id=viewer.chapter_id,
        member_id=viewer.member_id,
        amount_minor=form.amount_minor,
        by=guards.actor(),
        cover_fee=bool(form.cover_fee.data),
        installment_ids=form.installment_ids,
    )


def _settle(reference: str) -> bool:
    """Book what the payment brought; whether Stripe could be asked."""
    viewer = guards.viewer()
    session_id = request.args.get("session_id") or None
    if session_id and not _SESSION_ID.fullmatch(session_id):
        abort(404)
    try:
        checkout.settle_return(
            chapter_id=viewer.chapter_id,
            member_id=viewer.member_id,
            reference=reference,
            session_id=session_id,
        )
    except Unavailable:
        return False
    return True


def _report_form() -> ReportForm:
    viewer = guards.viewer()
    form = ReportForm()
    form.ask(today=today_in(viewer.timezone), currency=viewer.currency)
    return form


def _reported(form: ReportForm) -> bool:
    """Note the report; a refusal is shown in the form."""
    viewer = guards.viewer()
    entry = form.entry(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    try:
        recording.report(request=entry, by=guards.actor())
    except FormSentAlready as refusal:
        form.form_key.renew()
        refuse(form, refusal)
        return False
    except Invalid as refusal:
        refuse(form, refusal)
        return False
    return True
