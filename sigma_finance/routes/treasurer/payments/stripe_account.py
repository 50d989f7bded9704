"""The chapter's own account at Stripe: connected, finished at Stripe, used, no longer used, disconnected."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import Conflict, Forbidden, Unavailable
from sigma_finance.domain.payments import accounts as rules
from sigma_finance.domain.permissions import Permission
from sigma_finance.extensions import setting
from sigma_finance.queries.payments import accounts as queries
from sigma_finance.queries.payments.accounts import OwnAccountRow
from sigma_finance.routes.treasurer.base import blueprint, number_given
from sigma_finance.services.payments import own_accounts
from sigma_finance.web import guards
from sigma_finance.web.guards import confirmed_lately, requires


@blueprint.get("/settings/stripe")
@requires(Permission.SEE_BOOKS)
def stripe_account() -> ResponseReturnValue:
    """On whose account the chapter is paid, and every account of its own; who comes back from Stripe sees it anew."""
    back = number_given("back")
    if back is not None:
        _ask_again(back)
        return redirect(url_for(".stripe_account"), 303)
    chapter_id = guards.viewer().chapter_id
    return render_template(
        "treasurer/payments/stripe_account.html",
        accounts=queries.of_chapter(chapter_id=chapter_id),
        served=rules.serves(guards.viewer().chapter_slug, setting("STRIPE_CHAPTERS")),
    )


def _ask_again(account_id: int) -> None:
    try:
        state = own_accounts.refresh(chapter_id=guards.viewer().chapter_id, account_id=account_id)
    except (Conflict, Unavailable) as problem:
        flash(problem.message, "error")
    else:
        flash(_STANDS[state is rules.AccountState.READY], "success")


_STANDS = {
    True: "Stripe lets this account take payments.",
    False: "Stripe still asks for something before this account can take payments.",
}


@blueprint.post("/settings/stripe")
@requires(Permission.MANAGE_CHAPTER)
@confirmed_lately
def connect_stripe() -> ResponseReturnValue:
    """Open an account for the chapter, or go on with the one begun, and lead to Stripe's pages."""
    address = own_accounts.connect(chapter_id=guards.viewer().chapter_id, by=guards.actor())
    return redirect(address, 303)


@blueprint.post("/settings/stripe/<int:account_id>/check")
@requires(Permission.RECORD_MONEY)
def check_stripe(account_id: int) -> ResponseReturnValue:
    """Ask Stripe how an account stands."""
    _ask_again(account_id)
    return redirect(url_for(".stripe_account"), 303)


@blueprint.get("/settings/stripe/<int:account_id>/use")
@requires(Permission.RECORD_MONEY)
def use_stripe(account_id: int) -> ResponseReturnValue:
    """What changes once the chapter is paid on an account."""
    account = _get(account_id)
    refusal = rules.why_not_use(account.state, elsewhere=False) or own_accounts.why_may_not(
        chapter_id=guards.viewer().chapter_id,
        connected_by=account.connected_by_member_id,
        by=guards.actor(),
    )
    return _ask("use", account, refusal=refusal)


@blueprint.post("/settings/stripe/<int:account_id>/use")
@requires(Permission.RECORD_MONEY)
@confirmed_lately
def use_stripe_now(account_id: int) -> ResponseReturnValue:
    """Have the chapter paid on an account of its own."""
    try:
        own_accounts.use(chapter_id=guards.viewer().chapter_id, account_id=account_id, by=guards.actor())
    except (Conflict, Forbidden) as refusal:
        flash(refusal.message, "error")
    else:
        flash("The chapter is paid on its own account from now on.", "success")
    return redirect(url_for(".stripe_account"), 303)


@blueprint.get("/settings/stripe/<int:account_id>/stop")
@requires(Permission.MANAGE_CHAPTER)
def stop_stripe(account_id: int) -> ResponseReturnValue:
    """What changes once the chapter is no longer paid on its own account."""
    return _ask("stop", _get(account_id))


@blueprint.post("/settings/stripe/<int:account_id>/stop")
@requires(Permission.MANAGE_CHAPTER)
@confirmed_lately
def stop_stripe_now(account_id: int) -> ResponseReturnValue:
    """Have the chapter paid on the deployment's account again."""
    own_accounts.stop(chapter_id=guards.viewer().chapter_id, account_id=account_id, by=guards.actor())
    flash("The chapter is not paid on this account any more.", "success")
    return redirect(url_for(".stripe_account"), 303)


@blueprint.get("/settings/stripe/<int:account_id>/disconnect")
@requires(Permission.MANAGE_CHAPTER)
def disconnect_stripe(account_id: int) -> ResponseReturnValue:
    """What cannot be done any more once an account is disconnected."""
    return _ask("disconnect", _get(account_id))


@blueprint.post("/settings/stripe/<int:account_id>/disconnect")
@requires(Permission.MANAGE_CHAPTER)
@confirmed_lately
def disconnect_stripe_now(account_id: int) -> ResponseReturnValue:
    """Give up access to an account."""
    try:
        own_accounts.disconnect(
            chapter_id=guards.viewer().chapter_id, account_id=account_id, by=guards.actor()
        )
    except Conflict as refusal:
        flash(refusal.message, "error")
    else:
        flash("Disconnected.", "success")
    return redirect(url_for(".stripe_account"), 303)


def _get(account_id: int) -> OwnAccountRow:
    found = queries.of_chapter(chapter_id=guards.viewer().chapter_id)
    return next((one for one in found if one.id == account_id), None) or abort(404)


def _ask(act: str, account: OwnAccountRow, *, refusal: str = "") -> ResponseReturnValue:
    return render_template(
        "treasurer/payments/stripe_account_act.html",
        act=act,
        account=account,
        refusal=refusal,
        consents=queries.count_consents(chapter_id=guards.viewer().chapter_id),
    )
