"""Payments of earlier years: choose a file, check it row by row, import it, undo the import."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.imports.answers import NONE, UnansweredColumns
from sigma_finance.domain.imports.decisions import Decision
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.packing import head_of
from sigma_finance.domain.imports.readings import FileReading, summary_of
from sigma_finance.domain.imports.tally import Tally, unpack
from sigma_finance.domain.money import format_money
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.base import Form
from sigma_finance.forms.imports.answers import TermsForm
from sigma_finance.forms.imports.imports import ConfirmImportForm, FileForm
from sigma_finance.queries.imports import batches as queries
from sigma_finance.queries.imports.batches import ImportBatchLine, KeptFile
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.routes.treasurer.imports.rows import as_workbook, shown, window_given
from sigma_finance.routes.treasurer.imports.terms import encoding_given, given, reading_page
from sigma_finance.services.imports import files, history
from sigma_finance.services.imports.history import ImportRequest, ImportResult
from sigma_finance.services.imports.reports import ImportReport
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

#: A file may have 5 MB; more is let in than that, so that a larger one meets a sentence instead of a closed door.
LARGEST_REQUEST = 16 * 1024 * 1024


_TAKE_FILES = tuple(
    f"treasurer.{page}" for page in ("import_history", "import_roster", "import_statement", "invite_many")
)


@blueprint.url_value_preprocessor
def _let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: these pages take larger ones than the others."""
    if endpoint in _TAKE_FILES:
        request.max_content_length = LARGEST_REQUEST


@blueprint.route("/imports/historical", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def import_history() -> ResponseReturnValue:
    """Choose a file; below stand the imports so far."""
    viewer, form = guards.viewer(), FileForm()
    if taken(form):
        with FormRefusals(form):
            file_id = files.keep(
                chapter_id=viewer.chapter_id,
                name=form.file.file_name,
                content=form.file.content,
                by=guards.actor(),
            )
            return redirect(url_for(".check_import", file_id=file_id), 303)
    return form_page(
        "treasurer/imports/import_history.html", form, batches=queries.batches(chapter_id=viewer.chapter_id)
    )


@blueprint.route("/imports/historical/<int:file_id>", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def check_import(file_id: int) -> ResponseReturnValue:
    """What importing the file would do, row by row; sending the form does it."""
    file = queries.get_file(chapter_id=guards.viewer().chapter_id, file_id=file_id)
    if file.batch_id is not None:
        return redirect(url_for(".import_batch", batch_id=file.batch_id), 303)
    form, terms, wanted = ConfirmImportForm(), *_terms(file)
    if taken(form) and not terms.errors:
        with FormRefusals(form):
            return _done(
                history.run(request=wanted, good_rows=form.good_rows.data, by=guards.actor(), file_id=file.id)
            )
    return _check_page(file, form, terms, wanted)


@blueprint.get("/imports/historical/<int:file_id>/report")
@requires(Permission.RECORD_MONEY)
def check_report(file_id: int) -> Response:
    """What importing the file would do, as a workbook."""
    file = queries.get_file(chapter_id=guards.viewer().chapter_id, file_id=file_id)
    _, wanted = _terms(file)
    decisions, report = list[Decision](), _report()
    with suppress(UnansweredColumns):
        history.check(request=wanted, see=decisions.append, tell=lambda read: report.tell(read.summary))
    return as_workbook(report, decisions, name=f"check-{file.id}", done=False)


@blueprint.get("/imports/<int:batch_id>")
@requires(Permission.RECORD_MONEY)
def import_batch(batch_id: int) -> str:
    """What an import did, row by row."""
    batch, window, packed = _batch(batch_id), window_given(Decision), _packed(batch_id)
    for decision in unpack(packed):
        window.see(decision)
    rows = shown(window, _tally(batch), (RowOutcome.IMPORTED,), endpoint=".import_batch", batch_id=batch.id)
    return render_template(
        "treasurer/imports/import_batch.html", batch=batch, rows=rows, summary=summary_of(head_of(packed))
    )


@blueprint.get("/imports/<int:batch_id>/report")
@requires(Permission.RECORD_MONEY)
def import_report(batch_id: int) -> Response:
    """What an import did, as a workbook."""
    batch, report, packed = _batch(batch_id), _report(), _packed(batch_id)
    report.tell(summary_of(head_of(packed)))
    return as_workbook(report, unpack(packed), name=f"import-{batch.id}", done=True)


@blueprint.route("/imports/<int:batch_id>/undo", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def undo_import(batch_id: int) -> ResponseReturnValue:
    """Take a whole import back, after a page that says what that means."""
    batch, form = _batch(batch_id), Form()
    if batch.undone_at is not None:
        raise Conflict("This import has been undone already.")
    if taken(form):
        history.undo(chapter_id=guards.viewer().chapter_id, batch_id=batch.id, by=guards.actor())
        flash("Undone. Its payments stay visible as reversed.", "success")
        return redirect(url_for(".import_batch", batch_id=batch.id), 303)
    return form_page("treasurer/imports/undo_import.html", form, batch=batch)


def _terms(file: KeptFile) -> tuple[TermsForm, ImportRequest]:
    """What the address says of the file, and the file with it."""
    table = files.open_kept(file, encoding=encoding_given())
    terms = TermsForm(request.args, meta={"csrf": False})
    terms.offer([sheet.name for sheet in table.sheets], files.encodings())
    terms.validate()
    answers = NONE if terms.errors else terms.answers(given())
    chapter_id = guards.viewer().chapter_id
    return terms, ImportRequest(chapter_id, table, terms.day.data, terms.sheet.data or None, answers)


def _check_page(
    file: KeptFile, form: ConfirmImportForm, terms: TermsForm, wanted: ImportRequest
) -> tuple[str, int]:
    window, told, rows = window_given(Decision), list[FileReading](), None
    if not terms.errors:
        with FormRefusals(terms):
            tally = history.check(request=wanted, see=window.see, tell=told.append)
            rows = shown(
                window, tally, (RowOutcome.TO_IMPORT,), endpoint=".check_import", file_id=file.id, **given()
            )
    asked = {*window.asks, *(name for name in ("day", "sheet") if terms[name].errors)}
    page = render_template(
        "treasurer/imports/check_import.html",
        file=file,
        form=form,
        terms=terms,
        rows=rows,
        given=given(),
        reading=reading_page(told[0], terms, wanted.table, asked) if told else None,
    )
    return page, 422 if form.errors or (terms.errors and given()) else 200


def _done(done: ImportResult) -> ResponseReturnValue:
    if done.batch_id is None:
        flash("Nothing was written: no payment in the file is new.", "info")
        return redirect(url_for(".import_history"), 303)
    amount = format_money(done.amount_minor, guards.viewer().currency)
    payments = "1 payment" if done.payments == 1 else f"{done.payments:,} payments"
    flash(f"Imported {payments}, {amount}.", "success")
    return redirect(url_for(".import_batch", batch_id=done.batch_id), 303)


def _report() -> ImportReport:
    return ImportReport(currency=guards.viewer().currency)


def _batch(batch_id: int) -> ImportBatchLine:
    return queries.get_batch(chapter_id=guards.viewer().chapter_id, batch_id=batch_id)


def _packed(batch_id: int) -> bytes:
    """What became of the rows of an import, and how its file was read, packed."""
    return queries.packed(chapter_id=guards.viewer().chapter_id, batch_id=batch_id)


def _tally(batch: ImportBatchLine) -> Tally:
    return Tally(batch.payments, batch.amount_minor, batch.already_there, batch.skipped, batch.to_mend)
