"""Paying a member's balance by a pay link, by anybody, without signing in."""

from __future__ import annotations

import re
from contextlib import suppress

import structlog
from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sigma_finance.database.scopes import for_chapter
from sigma_finance.domain.errors import Invalid, Unavailable
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments import named
from sigma_finance.domain.payments.cards import bounds_in_words
from sigma_finance.domain.payments.labels import PaymentLabel
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import limiter
from sigma_finance.forms.payments.pay_links import PayByLinkForm
from sigma_finance.queries.payments import pay_links as queries
from sigma_finance.queries.payments.pay_links import Balance
from sigma_finance.routes.payments import ATTEMPTS, RETRY_AFTER
from sigma_finance.services.payments import pay_links
from sigma_finance.services.payments.pay_links import LinkEnded, NothingToPay, PayLinkAltered
from sigma_finance.web import guards, sessions

_REFERENCE = re.compile(r"P-[A-Z0-9]{1,30}")
_SESSION_ID = re.compile(r"[A-Za-z0-9_]{1,255}")
_PAID = (PaymentState.SUCCEEDED, PaymentLabel.PARTLY_REFUNDED)
_WENT_BACK = (PaymentLabel.REFUNDED, PaymentState.REVERSED)

log = structlog.get_logger(__name__)
blueprint = Blueprint("paying", __name__, url_prefix="/pay")


@blueprint.after_request
def _found_by_nobody(response: Response) -> Response:
    """The address is the key: no list of a search engine has it, and no other site is told of it.

    Our own pages are: a form's token is checked against the page that it came from.
    """
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = (
        "same-origin" if request.endpoint == "paying.show" else "no-referrer"
    )
    return response


@blueprint.errorhandler(PayLinkAltered)
@blueprint.errorhandler(LinkEnded)
def _gone(refusal: PayLinkAltered | LinkEnded) -> ResponseReturnValue:
    log.warning("refused", reason="pay link", kind=type(refusal).__name__)
    return render_template("pay_links/gone.html", message=refusal.message), 404


@blueprint.errorhandler(NothingToPay)
def _settled(refusal: NothingToPay) -> ResponseReturnValue:
    """Nobody did anything wrong who looks; who pressed *Pay* too late is told so."""
    return render_template("pay_links/settled.html", message=refusal.message), (
        409 if request.method == "POST" else 200
    )


@blueprint.get("/<token>")
@guards.public
def show(token: str) -> str:
    """Whose balance it is, by initials, and how much."""
    balance = pay_links.get_balance(token=token)
    pay_links.check_open(balance)
    return _page(_form(balance), balance)


@blueprint.post("/<token>")
@limiter.limit(ATTEMPTS)
@guards.public
def start(token: str) -> ResponseReturnValue:
    """Go on to Stripe's page with the amount chosen."""
    balance = pay_links.get_balance(token=token)
    pay_links.check_open(balance)
    form = _form(balance)
    if not form.validate():
        return _page(form, balance), 422
    try:
        return redirect(_open_checkout(token, form), 303)
    except Invalid as refusal:
        form.refused(refusal)
        return _page(form, balance), 422
    except Unavailable as failure:
        return _page(form, balance, problem=failure.message), 503, RETRY_AFTER


@blueprint.get("/<token>/<reference>")
@guards.public
def result(token: str, reference: str) -> str:
    """What became of a payment by the link, asked of Stripe if no webhook has told it yet."""
    session_id = request.args.get("session_id") or None
    if not _REFERENCE.fullmatch(reference) or (session_id and not _SESSION_ID.fullmatch(session_id)):
        abort(404)
    balance = pay_links.get_balance(token=token)
    with for_chapter(balance.chapter_id):
        with suppress(Unavailable):
            pay_links.settle_return(balance=balance, reference=reference, session_id=session_id)
        line = queries.get_outcome(
            chapter_id=balance.chapter_id,
            link_id=balance.link_id,
            reference=reference,
            timezone=balance.timezone,
        )
    return render_template(
        "pay_links/result.html",
        chapter_name=balance.chapter_name,
        balance=balance,
        token=token,
        amount_minor=line.amount_minor,
        refunded_minor=line.refunded_minor,
        taken_minor=line.taken_minor,
        paid=line.shown in _PAID,
        went_back=line.shown in _WENT_BACK,
        disputed=line.shown is PaymentLabel.DISPUTED,
        under_way=line.state in (PaymentState.CREATED, PaymentState.PROCESSING),
        confirm_url=line.confirm_url,
    )


def _form(balance: Balance) -> PayByLinkForm:
    form = PayByLinkForm()
    with for_chapter(balance.chapter_id):
        ids = named.read(request.args.get(named.PARAMETER))
        form.ask(balance, named_minor=queries.open_of(balance, ids), named_ids=ids)
    return form


def _open_checkout(token: str, form: PayByLinkForm) -> str:
    return pay_links.start(
        token=token,
        amount_minor=form.amount_minor,
        by=sessions.stranger(),
        cover_fee=bool(form.cover_fee.data),
        installment_ids=form.installment_ids,
    )


def _page(form: PayByLinkForm, balance: Balance, *, problem: str = "") -> str:
    fee_minor = balance.policy.card_fee(balance.payable_minor)
    return render_template(
        "pay_links/pay.html",
        form=form,
        balance=balance,
        chapter_name=balance.chapter_name,
        values={what: format_money(minor, balance.currency) for what, minor in form.amounts.items()},
        bounds=bounds_in_words(balance.payable_minor, currency=balance.currency),
        fee=format_money(fee_minor, balance.currency) if fee_minor else "",
        problem=problem,
    )
