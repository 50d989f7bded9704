"""A member's pay links, as their officers make them and take them back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.domain.permissions import Permission
from sigma_finance.queries.members import members
from sigma_finance.routes.pay_links import shown
from sigma_finance.routes.treasurer.base import blueprint, today
from sigma_finance.services.payments import pay_links as services
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/members/<int:member_id>/pay-links")
@requires(Permission.RECORD_MONEY)
def pay_links(member_id: int) -> str:
    """The member's links that work."""
    chapter_id = guards.viewer().chapter_id
    member = members.get_member(chapter_id=chapter_id, member_id=member_id, today=today())
    links = shown(chapter_id=chapter_id, member_id=member_id)
    return render_template("treasurer/payments/pay_links.html", member=member, links=links)


@blueprint.post("/members/<int:member_id>/pay-links")
@requires(Permission.RECORD_MONEY)
def make_pay_link(member_id: int) -> ResponseReturnValue:
    """Make a link to pass on, or find the one that there is."""
    services.make(
        chapter_id=guards.viewer().chapter_id,
        member_id=member_id,
        kind=PayLinkKind.OFFICER,
        by=guards.actor(),
    )
    return redirect(url_for(".pay_links", member_id=member_id), 303)


@blueprint.post("/members/<int:member_id>/pay-links/<int:link_id>/revoke")
@requires(Permission.RECORD_MONEY)
def revoke_pay_link(member_id: int, link_id: int) -> ResponseReturnValue:
    """Take a link back."""
    services.revoke(
        chapter_id=guards.viewer().chapter_id, member_id=member_id, link_id=link_id, by=guards.actor()
    )
    flash("Revoked. Nobody can pay by that link any more.", "success")
    return redirect(url_for(".pay_links", member_id=member_id), 303)
