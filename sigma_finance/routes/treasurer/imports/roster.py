"""Rosters: choose a file, check it row by row, import it, undo the import."""

from __future__ import annotations

from contextlib import suppress

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.imports.answers import NONE, UnansweredColumns
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.packing import head_of
from sigma_finance.domain.imports.readings import FileReading, summary_of
from sigma_finance.domain.imports.roster_decisions import RosterDecision
from sigma_finance.domain.imports.roster_tally import RosterTally, unpack
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.base import Form
from sigma_finance.forms.imports.answers import RosterTermsForm
from sigma_finance.forms.imports.imports import ConfirmImportForm, FileForm
from sigma_finance.queries.imports import batches
from sigma_finance.queries.imports import roster as queries
from sigma_finance.queries.imports.batches import ImportBatchLine, KeptFile
from sigma_finance.queries.members import bulk_invites
from sigma_finance.routes.treasurer.asking import ASKED, do_or_ask
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.routes.treasurer.imports.rows import WORKBOOK, as_workbook, shown, window_given
from sigma_finance.routes.treasurer.imports.terms import encoding_given, given, reading_page
from sigma_finance.services import approvals
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.imports import files, roster, roster_samples, roster_undoing
from sigma_finance.services.imports.reports import RosterReport
from sigma_finance.services.imports.roster import RosterImportResult, RosterRequest
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

_TO_DO = (RowOutcome.TO_IMPORT, RowOutcome.TO_CHANGE)
_DONE = (RowOutcome.IMPORTED, RowOutcome.CHANGED)


@blueprint.route("/imports/roster", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def import_roster() -> ResponseReturnValue:
    """Choose a file; below stand the imports so far."""
    viewer, form = guards.viewer(), FileForm()
    if taken(form):
        with FormRefusals(form):
            file_id = files.keep(
                chapter_id=viewer.chapter_id,
                name=form.file.file_name,
                content=form.file.content,
                by=guards.actor(),
                kind=ImportKind.ROSTER,
            )
            return redirect(url_for(".check_roster", roster_file_id=file_id), 303)
    found = batches.batches(chapter_id=viewer.chapter_id, kind=ImportKind.ROSTER)
    return form_page("treasurer/imports/import_roster.html", form, batches=found)


@blueprint.get("/imports/roster/sample.xlsx")
@requires(Permission.RECORD_MONEY)
def roster_sample() -> Response:
    """A roster of invented people, to be filled in."""
    return _file(roster_samples.as_workbook(), WORKBOOK, "roster.xlsx")


@blueprint.get("/imports/roster/sample.csv")
@requires(Permission.RECORD_MONEY)
def roster_sample_csv() -> Response:
    """The same as CSV."""
    return _file(roster_samples.as_csv(), "text/csv; charset=utf-8", "roster.csv")


@blueprint.route("/imports/roster/<int:roster_file_id>", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def check_roster(roster_file_id: int) -> ResponseReturnValue:
    """What importing the file would do, row by row; sending the form does it."""
    file = _kept(roster_file_id)
    if file.batch_id is not None:
        return redirect(url_for(".roster_batch", roster_id=file.batch_id), 303)
    form, terms, wanted = ConfirmImportForm(), *_terms(file)
    if taken(form) and not terms.errors:
        with FormRefusals(form):
            return _import(file, wanted, good_rows=bool(form.good_rows.data))
    return _check_page(file, form, terms, wanted)


@blueprint.get("/imports/roster/<int:roster_file_id>/report")
@requires(Permission.RECORD_MONEY)
def check_roster_report(roster_file_id: int) -> Response:
    """What importing the file would do, as a workbook."""
    file = _kept(roster_file_id)
    _, wanted = _terms(file)
    decisions, report = list[RosterDecision](), _report()
    with suppress(UnansweredColumns):
        roster.check(request=wanted, see=decisions.append, tell=lambda read: report.tell(read.summary))
    return as_workbook(report, decisions, name=f"check-{file.id}", done=False)


@blueprint.get("/imports/rosters/<int:roster_id>")
@requires(Permission.RECORD_MONEY)
def roster_batch(roster_id: int) -> str:
    """What an import did, row by row."""
    batch, window, tally = _batch(roster_id), window_given(RosterDecision), RosterTally()
    packed = _packed(roster_id)
    for decision in unpack(packed):
        window.see(decision)
        tally.add(decision)
    rows = shown(window, tally, _DONE, endpoint=".roster_batch", roster_id=batch.id)
    to_invite = 0
    if batch.undone_at is None and guards.viewer().may(Permission.INVITE):
        to_invite = bulk_invites.count_of_import(
            chapter_id=guards.viewer().chapter_id, batch_id=batch.id, at=now()
        )
    return render_template(
        "treasurer/imports/roster_batch.html",
        batch=batch,
        rows=rows,
        to_invite=to_invite,
        summary=summary_of(head_of(packed)),
    )


@blueprint.get("/imports/rosters/<int:roster_id>/report")
@requires(Permission.RECORD_MONEY)
def roster_report(roster_id: int) -> Response:
    """What an import did, as a workbook."""
    batch, report, packed = _batch(roster_id), _report(), _packed(roster_id)
    report.tell(summary_of(head_of(packed)))
    return as_workbook(report, unpack(packed), name=f"roster-{batch.id}", done=True)


@blueprint.route("/imports/rosters/<int:roster_id>/undo", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def undo_roster(roster_id: int) -> ResponseReturnValue:
    """Take a whole import back, after a page that says what that means, or why it is too late."""
    batch, form = _batch(roster_id), Form()
    if batch.undone_at is not None:
        raise Conflict("This import has been undone already.")
    if taken(form):
        with FormRefusals(form):
            flash(_undo(batch), "success")
            return redirect(url_for(".roster_batch", roster_id=batch.id), 303)
    hanging = queries.hanging(chapter_id=guards.viewer().chapter_id, batch_id=batch.id)
    return form_page("treasurer/imports/undo_roster.html", form, batch=batch, hanging=hanging)


def _import(file: KeptFile, wanted: RosterRequest, *, good_rows: bool) -> ResponseReturnValue:
    """Import, or ask another officer where the file brings more credit than one may give."""
    try:
        return _done(roster.run(request=wanted, good_rows=good_rows, by=guards.actor(), file_id=file.id))
    except NeedsSecond as second:
        facts = {
            "given": given(),
            "encoding": encoding_given(),
            "due_on": wanted.due_on.isoformat() if wanted.due_on else "",
            "sheet": wanted.sheet,
            "answers": wanted.answers.kept(),
            "good_rows": good_rows,
        }
        request_of = ApprovalRequest(Act.ROSTER, file.id, None, second.amount_minor, file.name, facts)
        approvals.ask(chapter_id=wanted.chapter_id, request=request_of, by=guards.actor())
        flash(ASKED, "success")
        return redirect(url_for(".import_roster"), 303)


def _undo(batch: ImportBatchLine) -> str:
    """Undo, or ask another officer where that forgives more than one may; returns what to say."""
    chapter_id = guards.viewer().chapter_id
    return do_or_ask(
        lambda: roster_undoing.undo(chapter_id=chapter_id, batch_id=batch.id, by=guards.actor()),
        done="Undone. Its members are off the roster, and their addresses are free.",
        request=ApprovalRequest(Act.ROSTER_UNDOING, batch.id, None, 0, batch.file_name, {}),
    )


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=kind, headers=headers)


def _kept(file_id: int) -> KeptFile:
    return batches.get_file(chapter_id=guards.viewer().chapter_id, file_id=file_id, kind=ImportKind.ROSTER)


def _terms(file: KeptFile) -> tuple[RosterTermsForm, RosterRequest]:
    """What the address says of the file, and the file with it."""
    table = files.open_kept(file, encoding=encoding_given())
    terms = RosterTermsForm(request.args, meta={"csrf": False})
    terms.offer([sheet.name for sheet in table.sheets], files.encodings())
    terms.validate()
    answers = NONE if terms.errors else terms.answers(given())
    chapter_id = guards.viewer().chapter_id
    return terms, RosterRequest(chapter_id, table, terms.day.data, terms.sheet.data or None, answers)


def _check_page(
    file: KeptFile, form: ConfirmImportForm, terms: RosterTermsForm, wanted: RosterRequest
) -> tuple[str, int]:
    window, told, rows, tally = window_given(RosterDecision), list[FileReading](), None, RosterTally()
    if not terms.errors:
        with FormRefusals(terms):
            tally = roster.check(request=wanted, see=window.see, tell=told.append)
            rows = shown(window, tally, _TO_DO, endpoint=".check_roster", roster_file_id=file.id, **given())
    asked = {
        *window.asks,
        *(("day",) if tally.owes_minor else ()),
        *(name for name in ("day", "sheet") if terms[name].errors),
    }
    page = render_template(
        "treasurer/imports/check_roster.html",
        file=file,
        form=form,
        terms=terms,
        rows=rows,
        given=given(),
        reading=reading_page(told[0], terms, wanted.table, asked) if told else None,
    )
    return page, 422 if form.errors or (terms.errors and given()) else 200


def _done(done: RosterImportResult) -> ResponseReturnValue:
    if done.batch_id is None:
        flash("Nothing was written: everybody in the file is on the roster as it says.", "info")
        return redirect(url_for(".import_roster"), 303)
    said = [f"{done.members:,} new"] if done.members else []
    said += [f"{done.changed:,} changed"] if done.changed else []
    flash(f"Imported: {', '.join(said)}." if said else "Imported already.", "success")
    return redirect(url_for(".roster_batch", roster_id=done.batch_id), 303)


def _report() -> RosterReport:
    return RosterReport(currency=guards.viewer().currency)


def _batch(batch_id: int) -> ImportBatchLine:
    return batches.get_batch(chapter_id=guards.viewer().chapter_id, batch_id=batch_id, kind=ImportKind.ROSTER)


def _packed(batch_id: int) -> bytes:
    """What became of the rows of an import, and how its file was read."""
    return batches.packed(chapter_id=guards.viewer().chapter_id, batch_id=batch_id)
