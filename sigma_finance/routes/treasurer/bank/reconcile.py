"""Reconciling an account: what stands between the books and the statement, and locking the span once they agree."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import long_date
from sigma_finance.domain.money import plain_amount
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.bank.bank import ReconcileForm
from sigma_finance.queries.bank import accounts, statements
from sigma_finance.queries.bank import lines as line_queries
from sigma_finance.queries.bank import reconciling as queries
from sigma_finance.queries.bank.accounts import BankAccountRow
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services.bank import reconciling
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

_DAY = timedelta(days=1)


@blueprint.route("/bank/<int:bank_account_id>/reconcile", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def reconcile_account(bank_account_id: int) -> ResponseReturnValue:
    """See what is outstanding on a day, and reconcile the account to its statement's closing balance."""
    viewer = guards.viewer()
    account = accounts.get_account(chapter_id=viewer.chapter_id, account_id=bank_account_id)
    through, closing_minor = _begin(account)
    form = ReconcileForm(data=_began(through, closing_minor))
    form.closing.currency = viewer.currency
    if taken(form):
        through = form.through.data or through
        with FormRefusals(form):
            reconciling.reconcile(
                chapter_id=viewer.chapter_id,
                account_id=bank_account_id,
                through=through,
                closing_minor=form.closing_minor,
                by=guards.actor(),
            )
            flash(f"Reconciled through {long_date(through)}.", "success")
            return redirect(url_for(".bank_account", bank_account_id=bank_account_id), 303)
    return form_page(
        "treasurer/bank/reconcile.html",
        form,
        account=account,
        through=through,
        found=queries.figures(chapter_id=viewer.chapter_id, account=account, through=through),
        outstanding=queries.outstanding(chapter_id=viewer.chapter_id, account=account, through=through),
        open_lines=line_queries.open_through(
            chapter_id=viewer.chapter_id, account_id=bank_account_id, through=through
        ),
        done=queries.reconciliations(chapter_id=viewer.chapter_id, account_id=bank_account_id),
        today=today(),
    )


def _began(through: date, closing_minor: int | None) -> dict[str, object]:
    closing = "" if closing_minor is None else plain_amount(abs(closing_minor), guards.viewer().currency)
    return {"through": through, "closing": closing, "overdrawn": (closing_minor or 0) < 0}


def _begin(account: BankAccountRow) -> tuple[date, int | None]:
    """The day that the address asks for, else the last statement's that closes with a balance, else last month's."""
    last_month = today().replace(day=1) - _DAY
    try:
        return date.fromisoformat(request.args.get("through", "")), None
    except ValueError:
        known = statements.known_balance(
            chapter_id=guards.viewer().chapter_id, account_id=account.id, before=today()
        )
    if known is None or (account.reconciled_through and known.on <= account.reconciled_through):
        return last_month, None
    return known.on, known.minor
