"""Payments that the payer's bank asks back."""

from __future__ import annotations

from flask import render_template

from sigma_finance.domain.permissions import Permission
from sigma_finance.queries.payments import disputes as queries
from sigma_finance.routes.treasurer.base import blueprint, today
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/disputes")
@requires(Permission.SEE_BOOKS)
def disputes() -> str:
    """What waits for an answer, by its day, and what the banks have decided."""
    found = queries.of_chapter(chapter_id=guards.viewer().chapter_id)
    return render_template(
        "treasurer/payments/disputes.html",
        open=[one for one in found if one.is_open],
        decided=[one for one in found if not one.is_open],
        today=today(),
    )
