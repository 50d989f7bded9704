"""The audit trail: who did what, when and from where, and whether it is as it was written."""

from __future__ import annotations

import re

from flask import Response, abort, render_template, request

from sigma_finance.database.paging import Page
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.chapters import logs
from sigma_finance.forms.chapters.logs import AuditForm
from sigma_finance.queries import audit as queries
from sigma_finance.queries.audit import AuditFilter, AuditPage
from sigma_finance.routes.treasurer import files
from sigma_finance.routes.treasurer.base import blueprint, cursor_given, number_given
from sigma_finance.services import export_tables
from sigma_finance.services.books import verify
from sigma_finance.web import guards
from sigma_finance.web.chips import chips
from sigma_finance.web.guards import requires

_REFERENCE = re.compile(r"[A-Z0-9-]{1,32}")


@blueprint.get("/audit")
@requires(Permission.SEE_BOOKS)
def audit() -> tuple[str, int]:
    """The lines that the address lets through, latest first, 50 a page; ``?check=yes`` recomputes the whole chain."""
    viewer, form = guards.viewer(), AuditForm(request.args)
    wanted = _wanted(form)
    if wanted is None:
        return _page(form, AuditPage(Page([], None, None), "")), 422
    found = queries.lines(
        chapter_id=viewer.chapter_id,
        timezone=viewer.timezone,
        currency=viewer.currency,
        wanted=wanted,
        cursor=cursor_given(),
    )
    asked = logs.audit_address(wanted)
    on = chips(".audit", asked, logs.audit_words(wanted, found.member_name))
    return _page(form, found, asked=asked, filters=on), 200


@files.file_route("/audit")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def audit_file(kind: str) -> Response:
    """All the lines that the address lets through, latest first."""
    viewer = guards.viewer()
    wanted = _wanted(AuditForm(request.args))
    if wanted is None:
        abort(404)
    chapter_id, zone = viewer.chapter_id, viewer.timezone
    count = queries.count_lines(chapter_id=chapter_id, timezone=zone, wanted=wanted)
    lines = queries.exported(chapter_id=chapter_id, timezone=zone, currency=viewer.currency, wanted=wanted)
    return files.send(export_tables.audit_lines(lines, count=count), kind)


def _wanted(form: AuditForm) -> AuditFilter | None:
    payment = request.args.get("payment", "")
    return form.read(
        member_id=number_given("member"), payment=payment if _REFERENCE.fullmatch(payment) else ""
    )


def _page(form: AuditForm, found: AuditPage, **values: object) -> str:
    checked = request.args.get("check") == "yes"
    broken = verify.broken_links(chapter_id=guards.viewer().chapter_id) if checked else []
    return render_template(
        "treasurer/books/audit.html", form=form, page=found.page, checked=checked, broken=broken, **values
    )
