"""A bank's statement: chosen, checked line by line, imported."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.bank.packing import unpack
from sigma_finance.domain.bank.statements import LineDecision, StatementTally
from sigma_finance.domain.imports.answers import NONE
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.packing import head_of
from sigma_finance.domain.imports.readings import FileReading, summary_of
from sigma_finance.domain.imports.tables import Table
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.imports.answers import StatementTermsForm
from sigma_finance.forms.imports.imports import ConfirmImportForm, FileForm
from sigma_finance.queries.bank import accounts
from sigma_finance.queries.bank import statements as queries
from sigma_finance.queries.bank.accounts import BankAccountRow
from sigma_finance.queries.imports import batches
from sigma_finance.queries.imports.batches import KeptFile
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.routes.treasurer.imports.rows import ImportRowsPage, Window, shown, window_given
from sigma_finance.routes.treasurer.imports.terms import ReadingPage, encoding_given, given, reading_page
from sigma_finance.services.bank import importing
from sigma_finance.services.bank.importing import StatementCheck, StatementRequest, StatementResult
from sigma_finance.services.imports import files
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/bank/<int:bank_account_id>/import", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def import_statement(bank_account_id: int) -> ResponseReturnValue:
    """Choose a statement's file."""
    chapter_id, form = guards.viewer().chapter_id, FileForm()
    account = accounts.get_account(chapter_id=chapter_id, account_id=bank_account_id)
    if taken(form):
        with FormRefusals(form):
            kept = importing.keep(
                chapter_id=chapter_id,
                name=form.file.file_name,
                content=form.file.content,
                by=guards.actor(),
            )
            return redirect(
                url_for(".check_statement", bank_account_id=bank_account_id, bank_file_id=kept), 303
            )
    found = queries.statements(chapter_id=chapter_id, account_id=bank_account_id)
    return form_page("treasurer/bank/import_statement.html", form, account=account, statements=found)


@blueprint.route("/bank/<int:bank_account_id>/import/<int:bank_file_id>", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def check_statement(bank_account_id: int, bank_file_id: int) -> ResponseReturnValue:
    """What importing the statement would do, line by line; sending the form does it."""
    chapter_id = guards.viewer().chapter_id
    account = accounts.get_account(chapter_id=chapter_id, account_id=bank_account_id)
    file = batches.get_file(chapter_id=chapter_id, file_id=bank_file_id, kind=ImportKind.STATEMENT)
    if file.content is None and (made := queries.of_file(chapter_id=chapter_id, file_id=bank_file_id)):
        return redirect(url_for(".bank_statement", statement_id=made), 303)
    form, terms, wanted = ConfirmImportForm(), *_terms(file, bank_account_id)
    if taken(form) and not terms.errors:
        with FormRefusals(form):
            done = importing.run(
                request=wanted, good_rows=form.good_rows.data, by=guards.actor(), file_id=bank_file_id
            )
            return _done(done, bank_account_id)
    return _check_page(account, file, form, terms, wanted)


@blueprint.get("/bank/statements/<int:statement_id>")
@requires(Permission.SEE_BOOKS)
def bank_statement(statement_id: int) -> str:
    """What an import did, line by line."""
    chapter_id = guards.viewer().chapter_id
    statement = queries.get_statement(chapter_id=chapter_id, statement_id=statement_id)
    packed = queries.packed(chapter_id=chapter_id, statement_id=statement_id)
    window, tally = window_given(LineDecision), StatementTally()
    for decision in unpack(packed):
        window.see(decision)
        tally.add(decision)
    return render_template(
        "treasurer/bank/statement.html",
        statement=statement,
        account=accounts.get_account(chapter_id=chapter_id, account_id=statement.bank_account_id),
        rows=shown(
            window, tally, (RowOutcome.IMPORTED,), endpoint=".bank_statement", statement_id=statement_id
        ),
        summary=summary_of(head_of(packed)),
    )


def _terms(file: KeptFile, account_id: int) -> tuple[StatementTermsForm, StatementRequest]:
    """What the address says of the file, and the file with it."""
    opened = importing.open_kept(file, encoding=encoding_given())
    terms = StatementTermsForm(request.args, meta={"csrf": False})
    terms.offer(importing.sheets_of(opened), files.encodings())
    terms.validate()
    answers = NONE if terms.errors else terms.answers(given())
    chapter_id = guards.viewer().chapter_id
    return terms, StatementRequest(chapter_id, account_id, opened, terms.sheet.data or None, answers)


def _check_page(
    account: BankAccountRow,
    file: KeptFile,
    form: ConfirmImportForm,
    terms: StatementTermsForm,
    wanted: StatementRequest,
) -> tuple[str, int]:
    window, rows, checked, reading = window_given(LineDecision), None, None, None
    if not terms.errors:
        with FormRefusals(terms):
            found = importing.read(request=wanted)
            asked = {name for name in ("sheet",) if terms[name].errors}
            reading = _reading(found, terms, wanted, asked)
            checked = importing.check(request=wanted)
            rows = _rows(account, file, checked, window)
    page = render_template(
        "treasurer/bank/check_statement.html",
        account=account,
        file=file,
        form=form,
        terms=terms,
        checked=checked,
        rows=rows,
        given=given(),
        reading=reading,
    )
    return page, 422 if form.errors or (terms.errors and given()) else 200


def _reading(
    found: FileReading | None, terms: StatementTermsForm, wanted: StatementRequest, asked: set[str]
) -> ReadingPage | None:
    """How a table is read; a bank's own format has nothing to be said about."""
    return (
        reading_page(found, terms, wanted.file, asked) if found and isinstance(wanted.file, Table) else None
    )


def _rows(
    account: BankAccountRow, file: KeptFile, checked: StatementCheck, window: Window[LineDecision]
) -> ImportRowsPage[LineDecision]:
    for decision in sorted(checked.decisions, key=lambda one: one.row):
        window.see(decision)
    return shown(
        window,
        checked.tally,
        (RowOutcome.TO_IMPORT,),
        endpoint=".check_statement",
        bank_account_id=account.id,
        bank_file_id=file.id,
        **given(),
    )


def _done(done: StatementResult, bank_account_id: int) -> ResponseReturnValue:
    if done.statement_id is None:
        flash("Nothing was written: every line of this statement was there already.", "info")
        return redirect(url_for(".bank_account", bank_account_id=bank_account_id), 303)
    lines = "1 line" if done.lines == 1 else f"{done.lines:,} lines"
    flash(f"Imported {lines}; {done.matched:,} of them matched by themselves.", "success")
    return redirect(url_for(".bank_account", bank_account_id=bank_account_id, only="open"), 303)
