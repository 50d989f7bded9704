"""A member's pay links: making one for somebody else to pay by, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.extensions import limiter
from sigma_finance.queries.payments import pay_links as queries
from sigma_finance.queries.payments.pay_links import OpenLink
from sigma_finance.services.payments import pay_links as services
from sigma_finance.web import guards
from sigma_finance.web.drawings import qr_code

#: Links that one person can make in a minute.
ATTEMPTS = "10 per minute"

blueprint = Blueprint("pay_links", __name__, url_prefix="/payments/links")


@dataclass(frozen=True)
class PayLinkCard:
    """A pay link with its address, as text and to be scanned."""

    link: OpenLink
    address: str
    drawing: Markup


def shown(*, chapter_id: int, member_id: int) -> list[PayLinkCard]:
    """A member's pay links that work, newest first."""
    found = queries.open_links(chapter_id=chapter_id, member_id=member_id, at=now())
    return [_drawn(link, services.address_of(link.id)) for link in found]


def _drawn(link: OpenLink, address: str) -> PayLinkCard:
    return PayLinkCard(link, address, qr_code(address, title="QR code of the pay link"))


@blueprint.get("")
@guards.signed_in
def show() -> str:
    """The member's own links."""
    viewer = guards.viewer()
    owed_minor = queries.owed(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    links = shown(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    return render_template("pay_links/own.html", links=links, owed_minor=owed_minor)


@blueprint.post("")
@limiter.limit(ATTEMPTS)
@guards.signed_in
def make() -> ResponseReturnValue:
    """Make a link, or find the one that there is."""
    viewer = guards.viewer()
    services.make(
        chapter_id=viewer.chapter_id,
        member_id=viewer.member_id,
        kind=PayLinkKind.MEMBER,
        by=guards.actor(),
    )
    return redirect(url_for(".show"), 303)


@blueprint.post("/<int:link_id>/revoke")
@guards.signed_in
def revoke(link_id: int) -> ResponseReturnValue:
    """Take a link back."""
    viewer = guards.viewer()
    services.revoke(
        chapter_id=viewer.chapter_id, member_id=viewer.member_id, link_id=link_id, by=guards.actor()
    )
    flash("Revoked. Nobody can pay by that link any more.", "success")
    return redirect(url_for(".show"), 303)
