"""Receipts and statements: files at fixed addresses, for the member whose they are and officers who see the books."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request

from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.spans import Span, usual_spans
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.spans import SpanForm
from sigma_finance.queries.books.member_statement import get_statement
from sigma_finance.services.books import documents
from sigma_finance.services.books.documents import Document, Sender
from sigma_finance.web import guards
from sigma_finance.web.guards import requires, signed_in, signed_in_fully

blueprint = Blueprint("documents", __name__)

_REFERENCE = re.compile(r"[A-Z0-9-]{1,32}")


@blueprint.get("/payments/<reference>/receipt.pdf")
@signed_in_fully
def receipt(reference: str) -> Response:
    """The receipt of a payment."""
    if not _REFERENCE.fullmatch(reference):
        abort(404)
    viewer = guards.viewer()
    member_id = None if viewer.may(Permission.SEE_BOOKS) else viewer.member_id
    return _file(documents.receipt(sender=sender(), reference=reference, member_id=member_id))


@blueprint.get("/statement")
@signed_in
def statement() -> tuple[str, int]:
    """The signed-in member's statement on screen, with the choice of its span."""
    return _page("documents/statement.html", guards.viewer().member_id)


@blueprint.get("/statement.pdf")
@signed_in
def statement_file() -> Response:
    """The signed-in member's statement as a file."""
    return _statement_file(guards.viewer().member_id)


@blueprint.get("/treasurer/members/<int:member_id>/statement")
@requires(Permission.SEE_BOOKS)
def member_statement(member_id: int) -> tuple[str, int]:
    """A member's statement on an officer's screen, with the choice of its span."""
    return _page("documents/member_statement.html", member_id)


@blueprint.get("/treasurer/members/<int:member_id>/statement.pdf")
@signed_in_fully
def member_statement_file(member_id: int) -> Response:
    """A member's statement as a file, for officers and, at the same address, for the member."""
    viewer = guards.viewer()
    if member_id != viewer.member_id and not viewer.may(Permission.SEE_BOOKS):
        raise NotFound("There is no such member in your chapter.")
    return _statement_file(member_id)


def sender() -> Sender:
    """The chapter that the viewer's documents come from."""
    viewer = guards.viewer()
    return Sender(
        viewer.chapter_id,
        viewer.chapter_name,
        viewer.currency,
        viewer.timezone,
        viewer.accent,
        has_logo=viewer.logo is not None,
    )


def _page(template: str, member_id: int) -> tuple[str, int]:
    viewer, form = guards.viewer(), SpanForm(request.args)
    today = today_in(viewer.timezone)
    span = form.read(today)
    found = get_statement(chapter_id=viewer.chapter_id, member_id=member_id, span=span or Span(None, today))
    page = render_template(
        template,
        statement=found,
        form=form,
        asked=_asked(found.span),
        usual=[(name, _address(usual), usual == span) for name, usual in usual_spans(today)],
    )
    return page, 200 if span else 422


def _asked(span: Span) -> dict[str, str]:
    """The span as the values of an address."""
    first = {"from": span.first.isoformat()} if span.first else {}
    return {**first, "to": span.last.isoformat()}


def _address(span: Span) -> str:
    """The span as the end of an address."""
    return "?" + urlencode(_asked(span))


def _statement_file(member_id: int) -> Response:
    viewer = guards.viewer()
    span = SpanForm(request.args).get(today_in(viewer.timezone))
    return _file(documents.statement(sender=sender(), member_id=member_id, span=span))


def _file(document: Document) -> Response:
    return Response(
        document.content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{document.name}"'},
    )
