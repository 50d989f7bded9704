"""What the chapter spends: the list with what waits, and one expense, bill or reimbursement with its steps."""

from __future__ import annotations

from flask import Response, abort, render_template, request

from sigma_finance.database.paging import Page
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.spending.categories import earnable, spendable
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState
from sigma_finance.forms.spending import spending as forms
from sigma_finance.forms.spending.spending import SpendingFilterForm
from sigma_finance.queries.spending import categories, places
from sigma_finance.queries.spending import spendings as queries
from sigma_finance.routes.treasurer import files
from sigma_finance.routes.treasurer.base import blueprint, cursor_given
from sigma_finance.services import export_tables
from sigma_finance.web import guards
from sigma_finance.web.chips import chips
from sigma_finance.web.guards import requires


@blueprint.get("/spending")
@requires(Permission.SEE_BOOKS)
def spending() -> tuple[str, int]:
    """What waits for a decision or to be paid, and all that was spent, the latest first, 50 a page."""
    chapter_id = guards.viewer().chapter_id
    names = categories.names(chapter_id=chapter_id)
    form = SpendingFilterForm(request.args, categories=[*spendable(names), *earnable(names)])
    wanted = form.read()
    asked = forms.address(wanted) if wanted else {}
    page = (
        queries.listed(chapter_id=chapter_id, wanted=wanted, cursor=cursor_given())
        if wanted
        else Page([], None, None)
    )
    shown = render_template(
        "treasurer/spending/spending.html",
        form=form,
        page=page,
        totals=queries.totals(chapter_id=chapter_id, wanted=wanted) if wanted else None,
        asked=asked,
        filters=chips(".spending", asked, forms.words(wanted, names)) if wanted else [],
        names=names,
        to_decide=queries.waiting(
            chapter_id=chapter_id, kind=SpendingKind.REIMBURSEMENT, state=SpendingState.ASKED
        ),
        to_pay=queries.to_pay(chapter_id=chapter_id),
        places=places.places(chapter_id=chapter_id),
    )
    return shown, 422 if form.errors else 200


@files.file_route("/spending")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def spending_file(kind: str) -> Response:
    """What the address lets through, as a file."""
    viewer = guards.viewer()
    names = categories.names(chapter_id=viewer.chapter_id)
    wanted = SpendingFilterForm(request.args, categories=[*spendable(names), *earnable(names)]).read()
    if wanted is None:
        abort(404)
    rows = queries.listed(chapter_id=viewer.chapter_id, wanted=wanted, cursor=None).rows
    return files.send(export_tables.spending(rows, names=names, currency=viewer.currency), kind)


@blueprint.get("/spending/<int:spending_id>")
@requires(Permission.SEE_BOOKS)
def spending_document(spending_id: int) -> str:
    """An expense, a bill or a reimbursement: what is known of it, its receipts, its entries, what can be done."""
    viewer = guards.viewer()
    chapter_id = viewer.chapter_id
    return render_template(
        "treasurer/spending/document.html",
        document=queries.get_facts(chapter_id=chapter_id, spending_id=spending_id),
        steps=queries.steps(chapter_id=chapter_id, spending_id=spending_id),
        receipts=queries.receipts(chapter_id=chapter_id, spending_id=spending_id),
        asked_about=queries.is_asked_about(chapter_id=chapter_id, spending_id=spending_id),
        names=categories.names(chapter_id=chapter_id),
        kinds=SpendingKind,
        states=SpendingState,
    )
