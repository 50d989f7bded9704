"""The public page on which anybody can give to a chapter, where it wants that."""

from __future__ import annotations

import re
from contextlib import suppress

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sigma_finance.database.scopes import for_chapter
from sigma_finance.domain.errors import Invalid, Unavailable
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import limiter
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.payments.donations import GiveForm
from sigma_finance.queries.payments import donations as queries
from sigma_finance.queries.payments.donations import DonationChapter
from sigma_finance.services.payments import donations
from sigma_finance.web import guards, sessions

#: Attempts from one address a minute to move money.
ATTEMPTS = "10 per minute"
_REFERENCE = re.compile(r"D-[A-Z0-9]{1,30}")
_SESSION_ID = re.compile(r"[A-Za-z0-9_]{1,255}")

blueprint = Blueprint("giving", __name__, url_prefix="/give")


@blueprint.get("/<slug>")
@guards.public
def show(slug: str) -> str:
    """Ask how much, and from whom."""
    giving = queries.get_giving(slug=slug)
    return _page(_form(giving), giving)


@blueprint.post("/<slug>")
@limiter.limit(ATTEMPTS)
@guards.public
def start(slug: str) -> ResponseReturnValue:
    """Go on to Stripe's page."""
    giving = queries.get_giving(slug=slug)
    form = _form(giving)
    if not form.validate():
        return _page(form, giving), 422
    try:
        with for_chapter(giving.chapter_id):
            return redirect(donations.start(slug=slug, gift=form.gift, by=sessions.stranger()), 303)
    except Invalid as refusal:
        refuse(form, refusal)
        return _page(form, giving), 422
    except Unavailable as failure:
        return _page(form, giving, problem=failure.message), 503


@blueprint.get("/<slug>/<reference>")
@guards.public
def thanks(slug: str, reference: str) -> str:
    """What became of it, asked of Stripe if no webhook has told it yet."""
    session_id = request.args.get("session_id") or None
    if not _REFERENCE.fullmatch(reference) or (session_id and not _SESSION_ID.fullmatch(session_id)):
        abort(404)
    giving = queries.get_giving(slug=slug)
    with for_chapter(giving.chapter_id):
        with suppress(Unavailable):
            donations.settle_return(slug=slug, reference=reference, session_id=session_id)
        state, amount_minor = queries.get_state(slug=slug, reference=reference)
    return render_template(
        "giving/thanks.html",
        giving=giving,
        chapter_name=giving.chapter_name,
        slug=slug,
        amount_minor=amount_minor,
        given=state is PaymentState.SUCCEEDED,
        under_way=state in (PaymentState.CREATED, PaymentState.PROCESSING),
    )


def _form(giving: DonationChapter) -> GiveForm:
    form = GiveForm()
    form.amount.currency = giving.currency
    return form


def _page(form: GiveForm, giving: DonationChapter, *, problem: str = "") -> str:
    return render_template(
        "giving/give.html", form=form, giving=giving, chapter_name=giving.chapter_name, problem=problem
    )
