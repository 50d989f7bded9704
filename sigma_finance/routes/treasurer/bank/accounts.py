"""Bank accounts: all of them, one with its lines, adding and naming one."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.bank.bank import BankAccountForm, BankNameForm
from sigma_finance.queries.bank import accounts as queries
from sigma_finance.queries.bank import lines as line_queries
from sigma_finance.queries.bank import making as rule_queries
from sigma_finance.queries.bank import statements as statement_queries
from sigma_finance.queries.bank.accounts import LineSums
from sigma_finance.routes.treasurer.base import (
    FormRefusals,
    blueprint,
    cursor_given,
    form_page,
    taken,
    text_given,
    today,
)
from sigma_finance.routes.treasurer.files import file_route, send
from sigma_finance.services import export_tables
from sigma_finance.services.bank import accounts, making, matching
from sigma_finance.services.bank.accounts import NewBankAccount
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/bank")
@requires(Permission.SEE_BOOKS)
def bank() -> str:
    """The chapter's bank accounts: what the books have on each, what the bank has, and what waits."""
    chapter_id = guards.viewer().chapter_id
    found = queries.accounts(chapter_id=chapter_id)
    return render_template(
        "treasurer/bank/bank.html",
        accounts=found,
        sums=queries.line_sums(chapter_id=chapter_id),
        booked=queries.book_sums(chapter_id=chapter_id, accounts=[one.account for one in found]),
        no_lines=LineSums(),
        rules=rule_queries.rules(chapter_id=chapter_id),
    )


@blueprint.route("/bank/new", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def new_bank_account() -> ResponseReturnValue:
    """Add a bank account."""
    viewer, form = guards.viewer(), BankAccountForm(data={"begins_on": today().replace(day=1)})
    form.opening.currency = viewer.currency
    if taken(form):
        with FormRefusals(form):
            made = accounts.add(
                request=NewBankAccount(
                    viewer.chapter_id, form.name.text, form.begins_on.data or today(), form.opening_minor
                ),
                by=guards.actor(),
            )
            flash("Added. Import its statement next.", "success")
            return redirect(url_for(".import_statement", bank_account_id=made), 303)
    is_first = not queries.accounts(chapter_id=viewer.chapter_id)
    return form_page("treasurer/bank/new_account.html", form, is_first=is_first, today=today())


@blueprint.get("/bank/<int:bank_account_id>")
@requires(Permission.SEE_BOOKS)
def bank_account(bank_account_id: int) -> str:
    """One account: its lines, its statements, and how far the books agree with the bank."""
    chapter_id, only_open, text = (
        guards.viewer().chapter_id,
        request.args.get("only") == "open",
        text_given("q"),
    )
    found = queries.get_account(chapter_id=chapter_id, account_id=bank_account_id)
    return render_template(
        "treasurer/bank/account.html",
        account=found,
        sums=queries.line_sums(chapter_id=chapter_id).get(bank_account_id, LineSums()),
        book_minor=queries.book_sums(chapter_id=chapter_id, accounts=[found.account]).get(found.account, 0),
        page=line_queries.lines(
            chapter_id=chapter_id,
            account_id=bank_account_id,
            cursor=cursor_given(),
            only_open=only_open,
            text=text,
        ),
        statements=statement_queries.statements(chapter_id=chapter_id, account_id=bank_account_id, limit=12),
        fitting=len(making.fitting(chapter_id=chapter_id, account_id=bank_account_id)),
        only_open=only_open,
        text=text,
    )


@file_route("/bank/<int:bank_account_id>/lines")
@requires(Permission.SEE_BOOKS)
def bank_lines_file(bank_account_id: int, kind: str) -> Response:
    """The lines of an account as a file, of the view that the address describes."""
    viewer, only_open, text = guards.viewer(), request.args.get("only") == "open", text_given("q")
    queries.get_account(chapter_id=viewer.chapter_id, account_id=bank_account_id)
    count = line_queries.count_lines(
        chapter_id=viewer.chapter_id, account_id=bank_account_id, only_open=only_open, text=text
    )
    rows = line_queries.all_lines(
        chapter_id=viewer.chapter_id, account_id=bank_account_id, only_open=only_open, text=text
    )
    return send(export_tables.bank_lines(rows, count, currency=viewer.currency), kind)


@blueprint.route("/bank/<int:bank_account_id>/name", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def name_bank_account(bank_account_id: int) -> ResponseReturnValue:
    """Give an account another name."""
    chapter_id = guards.viewer().chapter_id
    found = queries.get_account(chapter_id=chapter_id, account_id=bank_account_id)
    form = BankNameForm(data={"name": found.name})
    if taken(form):
        with FormRefusals(form):
            accounts.rename(
                chapter_id=chapter_id, account_id=bank_account_id, name=form.name.text, by=guards.actor()
            )
            flash("Saved.", "success")
            return redirect(url_for(".bank_account", bank_account_id=bank_account_id), 303)
    return form_page("treasurer/bank/name_account.html", form, account=found)


@blueprint.post("/bank/<int:bank_account_id>/match")
@requires(Permission.RECORD_MONEY)
def match_lines(bank_account_id: int) -> ResponseReturnValue:
    """Match every line that is certainly an entry."""
    found = matching.match_all(
        chapter_id=guards.viewer().chapter_id, account_id=bank_account_id, by=guards.actor()
    )
    lines = "1 line" if found == 1 else f"{found:,} lines"
    flash(
        f"Matched {lines}." if found else "No other line is certainly an entry.",
        "success" if found else "info",
    )
    return redirect(url_for(".bank_account", bank_account_id=bank_account_id), 303)


@blueprint.post("/bank/<int:bank_account_id>/rules")
@requires(Permission.RECORD_MONEY)
def apply_bank_rules(bank_account_id: int) -> ResponseReturnValue:
    """Book every open line that one of the saved rules fits."""
    done = making.apply_rules(
        chapter_id=guards.viewer().chapter_id, account_id=bank_account_id, by=guards.actor()
    )
    flash(f"Booked {'1 line' if done.made == 1 else f'{done.made:,} lines'} by your rules.", "success")
    if done.above_limit:
        left = "1 line is" if done.above_limit == 1 else f"{done.above_limit:,} lines are"
        flash(
            f"{left} above what one officer may take off the books. Record it under Spending, where another officer "
            "approves it, and match the line then.",
            "warning",
        )
    return redirect(url_for(".bank_account", bank_account_id=bank_account_id), 303)


@blueprint.post("/bank/rules/<int:rule_id>/end")
@requires(Permission.RECORD_MONEY)
def end_bank_rule(rule_id: int) -> ResponseReturnValue:
    """End a rule."""
    making.end_rule(chapter_id=guards.viewer().chapter_id, rule_id=rule_id, by=guards.actor())
    flash("Ended. What it booked stands.", "success")
    return redirect(url_for(".bank"), 303)
