"""A member's autopay: set up at Stripe, what is charged next, one charge skipped, another method, turned off."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Unavailable
from sigma_finance.domain.payments import autopay as rules
from sigma_finance.domain.payments import cards, debits
from sigma_finance.extensions import limiter
from sigma_finance.forms.payments.autopay import ConsentForm
from sigma_finance.queries.payments import autopay as queries
from sigma_finance.services.payments import autopay_setup
from sigma_finance.web import guards
from sigma_finance.web.guards import signed_in

#: Attempts of one person a minute.
ATTEMPTS = "10 per minute"
RETRY_AFTER = {"Retry-After": "30"}
_REFERENCE = re.compile(r"[A-Z0-9-]{1,32}")

blueprint = Blueprint("autopay", __name__, url_prefix="/autopay")


@blueprint.url_value_preprocessor
def _only_references(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """No autopay has a reference of another shape, so the database need not be asked."""
    if values and "reference" in values and not _REFERENCE.fullmatch(values["reference"]):
        abort(404)


@blueprint.get("")
@signed_in
def show() -> str:
    """What is charged, by which method and when; or the text to agree to."""
    return _page(ConsentForm())


@blueprint.post("")
@limiter.limit(ATTEMPTS)
@signed_in
def begin() -> ResponseReturnValue:
    """Go on to Stripe's page, on which a card or bank account is saved."""
    form = ConsentForm()
    if not form.validate():
        return _page(form), 422
    viewer = guards.viewer()
    try:
        url = autopay_setup.begin_setup(
            chapter_id=viewer.chapter_id, member_id=viewer.member_id, by=guards.actor()
        )
    except Unavailable as failure:
        return _page(form, problem=failure.message), 503, RETRY_AFTER
    return redirect(url, 303)


@blueprint.get("/<reference>/saved")
@signed_in
def saved(reference: str) -> ResponseReturnValue:
    """Back from Stripe's page: autopay is on, unless nothing was saved there."""
    viewer = guards.viewer()
    try:
        is_on = autopay_setup.settle_return(
            chapter_id=viewer.chapter_id, member_id=viewer.member_id, reference=reference
        )
    except Unavailable as failure:
        return _page(ConsentForm(), problem=failure.message), 503, RETRY_AFTER
    waits = queries.find_waiting(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    if is_on or not waits:
        flash(
            "Autopay is on." if is_on else "Nothing was saved, so autopay is as it was.",
            "success" if is_on else "info",
        )
    return redirect(url_for(".show"), 303)


@blueprint.post("/confirm")
@limiter.limit(ATTEMPTS)
@signed_in
def confirm() -> ResponseReturnValue:
    """Go on to Stripe's page, on which the owner of a bank account says what two small deposits came to."""
    viewer = guards.viewer()
    try:
        url = autopay_setup.confirm_url(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    except Unavailable as failure:
        return _page(ConsentForm(), problem=failure.message), 503, RETRY_AFTER
    return redirect(url or url_for(".show"), 303)


@blueprint.post("/skip/<int:installment_id>")
@signed_in
def skip(installment_id: int) -> ResponseReturnValue:
    """Leave one charge out."""
    viewer = guards.viewer()
    try:
        autopay_setup.skip(
            chapter_id=viewer.chapter_id,
            member_id=viewer.member_id,
            installment_id=installment_id,
            by=guards.actor(),
        )
        flash("Skipped. You still owe it, and autopay does not charge it.", "success")
    except Conflict as refusal:
        flash(refusal.message, "error")
    return redirect(url_for(".show"), 303)


@blueprint.post("/off")
@signed_in
def turn_off() -> ResponseReturnValue:
    """End autopay."""
    viewer = guards.viewer()
    autopay_setup.turn_off(chapter_id=viewer.chapter_id, member_id=viewer.member_id, by=guards.actor())
    flash("Autopay is off. Nothing more is charged.", "success")
    return redirect(url_for(".show"), 303)


@blueprint.post("/portal")
@limiter.limit(ATTEMPTS)
@signed_in
def portal() -> ResponseReturnValue:
    """Go on to Stripe's portal, where a member changes or removes what Stripe keeps of theirs."""
    viewer = guards.viewer()
    try:
        return redirect(
            autopay_setup.open_portal(chapter_id=viewer.chapter_id, member_id=viewer.member_id), 303
        )
    except Unavailable as failure:
        return _page(ConsentForm(), problem=failure.message), 503, RETRY_AFTER


@blueprint.get("/managed")
@signed_in
def managed() -> ResponseReturnValue:
    """Back from the portal: take over what was changed there."""
    viewer = guards.viewer()
    try:
        autopay_setup.refresh(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    except Unavailable:
        flash("Stripe does not answer now. What you changed there is taken over later.", "info")
    return redirect(url_for(".show"), 303)


def _page(form: ConsentForm, *, problem: str = "") -> str:
    viewer = guards.viewer()
    today = today_in(viewer.timezone)
    waiting = queries.find_waiting(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    mandate = queries.find_active(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    coming = queries.coming(
        chapter_id=viewer.chapter_id,
        member_id=viewer.member_id,
        from_on=(mandate.starts_on if mandate else None) or today,
    )
    return render_template(
        "autopay/show.html",
        form=form,
        problem=problem,
        mandate=mandate,
        rests=queries.rests(chapter_id=viewer.chapter_id, member_id=viewer.member_id),
        waiting=waiting,
        last_on=debits.last_day(waiting.expected_on) if waiting and waiting.expected_on else None,
        ended=None
        if mandate
        else queries.last_ended(chapter_id=viewer.chapter_id, member_id=viewer.member_id),
        coming=coming if mandate else [one for one in coming if one.due_on >= today],
        consent=rules.consent(viewer.chapter_name),
        first_on=today + rules.NOTICE,
        least_minor=cards.least_minor(viewer.currency),
        retries=rules.RETRIES_IN_WORDS,
        expires=mandate is not None and rules.expires_before(mandate.exp_month, mandate.exp_year, today),
    )
