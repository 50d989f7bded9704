"""A line of the bank that becomes an expense, other income or a transfer."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.bank.words import LineState
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.spending.categories import earnable, spendable
from sigma_finance.domain.spending.spending import SpendMethod
from sigma_finance.forms.bank.bank import LineSpendingForm, LineTransferForm
from sigma_finance.queries.bank import lines as queries
from sigma_finance.queries.bank.lines import BankLineRow
from sigma_finance.queries.spending import categories, places
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.services.bank import spending
from sigma_finance.services.bank.spending import SpendingOfLine
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/bank/lines/<int:bank_line_id>/spending", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def line_to_spending(bank_line_id: int) -> ResponseReturnValue:
    """Book a line as an expense, or as other income where it came in."""
    chapter_id, line = guards.viewer().chapter_id, _open(bank_line_id)
    offered = categories.offered(chapter_id=chapter_id)
    form = LineSpendingForm(data={"payee": line.description[:120], "method": _method(line).value})
    form.offer(spendable(offered) if line.amount_minor < 0 else earnable(offered))
    if taken(form):
        with FormRefusals(form):
            wanted = SpendingOfLine(
                line.id,
                Account(form.category.data),
                form.payee.text,
                SpendMethod(form.method.data),
                form.what.text,
            )
            spending.make_spending(chapter_id=chapter_id, request=wanted, by=guards.actor())
            return _done(line)
    return form_page("treasurer/bank/line_spending.html", form, line=line)


@blueprint.route("/bank/lines/<int:bank_line_id>/transfer", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def line_to_transfer(bank_line_id: int) -> ResponseReturnValue:
    """Book a line as a transfer from or to another of the chapter's own accounts."""
    chapter_id, line = guards.viewer().chapter_id, _open(bank_line_id)
    form = LineTransferForm()
    form.offer([one for one in places.places(chapter_id=chapter_id) if one.account is not line.account])
    if taken(form):
        with FormRefusals(form):
            spending.make_transfer(
                chapter_id=chapter_id, line_id=line.id, other=Account(form.other.data), by=guards.actor()
            )
            return _done(line)
    return form_page("treasurer/bank/line_transfer.html", form, line=line)


def _done(line: BankLineRow) -> ResponseReturnValue:
    flash("Booked.", "success")
    return redirect(url_for(".bank_line", bank_line_id=line.id), 303)


def _method(line: BankLineRow) -> SpendMethod:
    """How a line says that it was paid."""
    text = line.description.casefold()
    if line.check_number or "check" in text:
        return SpendMethod.CHECK
    if "zelle" in text:
        return SpendMethod.ZELLE
    return SpendMethod.TRANSFER


def _open(bank_line_id: int) -> BankLineRow:
    line = queries.get_line(chapter_id=guards.viewer().chapter_id, line_id=bank_line_id)
    if line.state is not LineState.OPEN:
        raise Conflict("This line is an entry already.")
    return line
