"""Invites: made, sent again, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import local_date, long_date, now
from sigma_finance.domain.members.invites import InviteState
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.members.invites import InviteAudience, InviteForm, PlainConfirmForm
from sigma_finance.queries.members import invite_list as queries
from sigma_finance.queries.members import members
from sigma_finance.queries.members.invite_list import InviteFilter, InviteRow, InviteSelection
from sigma_finance.routes.treasurer.base import (
    FormRefusals,
    blueprint,
    cursor_given,
    form_page,
    number_given,
    taken,
    text_given,
)
from sigma_finance.services.members import invites as services
from sigma_finance.services.members.invites import register_url
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@dataclass(frozen=True)
class InviteLine:
    """An invite in the list, with the link that it lets people register by; none where its mailbox alone opens it."""

    invite: InviteRow
    link: str

    @property
    def whom(self) -> str:
        """Whom it is for."""
        return self.invite.member_name or self.invite.email or "Whoever has the code"

    @property
    def detail(self) -> str:
        """What tells it apart: the member's address, or the code that has none."""
        if self.invite.email is None and self.link:
            return self.invite.code
        return (self.invite.email or "") if self.invite.member_name else ""

    @property
    def joined(self) -> str:
        """Who joined by it, the latest first."""
        names = [one.name for one in self.invite.joined]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return ", ".join(names[:3]) + more

    @property
    def is_open(self) -> bool:
        """Whether it still lets people in."""
        return self.invite.state is InviteState.INVITED

    @property
    def can_be_passed_on(self) -> bool:
        """Whether its link lets somebody in who was not mailed it."""
        return self.is_open and self.link != ""

    @property
    def can_be_sent(self) -> bool:
        """Whether sending it again makes sense: it has an address, and is open or only expired."""
        return self.invite.email is not None and self.invite.state in (
            InviteState.INVITED,
            InviteState.EXPIRED,
        )


@blueprint.route("/invites", methods=["GET", "POST"])
@requires(Permission.INVITE)
def invites() -> ResponseReturnValue:
    """Invite somebody, and see what became of the invites before."""
    form = _form()
    if taken(form):
        wanted = _request(form)
        if not guards.is_confirmed() and services.makes_officer(request=wanted):
            return guards.ask_to_confirm(url_for(".invites", whom=form.kind))
        with FormRefusals(form):
            created = services.create(
                request=wanted, issuer_role=guards.viewer().acting_role, by=guards.actor()
            )
            flash(f"Sent to {created.email}." if created.email else "Made. Pass the link on.", "success")
            return redirect(url_for(".invites", whom=form.kind, show=created.id), 303)
    viewer, which, search = guards.viewer(), which_given(), text_given("q")
    page = queries.invites(
        chapter_id=viewer.chapter_id,
        issuer=viewer.acting_role,
        at=now(),
        cursor=cursor_given(),
        wanted=InviteFilter(which, search=search),
    )
    return form_page(
        "treasurer/members/invites.html",
        form,
        kinds=_kinds(form.kind),
        page=page,
        lines=lines_of(page.rows),
        shown=_shown(),
        states=states(".invites", which, **({"q": search} if search else {})),
        search=search,
        which=which,
        undelivered=queries.count_undelivered(
            chapter_id=viewer.chapter_id, issuer=viewer.acting_role, at=now()
        ),
    )


@blueprint.post("/invites/<int:invite_id>/resend")
@requires(Permission.INVITE)
def resend(invite_id: int) -> ResponseReturnValue:
    """Mail an invite again; it is good for as long as at first."""
    viewer = guards.viewer()
    if _get(invite_id).is_for_officer and not guards.is_confirmed():
        return redirect(url_for("account.confirm", next=url_for(".invites")), 303)
    until = services.resend(
        chapter_id=viewer.chapter_id, invite_id=invite_id, issuer_role=viewer.acting_role, by=guards.actor()
    )
    flash(f"Sent again. It is good until {long_date(local_date(until, viewer.timezone))}.", "success")
    return redirect(url_for(".invites"), 303)


@blueprint.route("/invites/<int:invite_id>/revoke", methods=["GET", "POST"])
@requires(Permission.INVITE)
def revoke(invite_id: int) -> ResponseReturnValue:
    """Take an invite back, after a page that says whom that shuts out."""
    line, viewer = _line(_get(invite_id)), guards.viewer()
    if request.method == "POST":
        services.revoke(
            chapter_id=viewer.chapter_id,
            invite_id=invite_id,
            issuer_role=viewer.acting_role,
            by=guards.actor(),
        )
        flash("Revoked. Its link lets nobody in any more.", "success")
        return redirect(url_for(".invites"), 303)
    return form_page("treasurer/members/revoke.html", PlainConfirmForm(), line=line)


def which_given() -> InviteSelection | None:
    """Which invites the address asks for."""
    return next((one for one in InviteSelection if one.value == request.args.get("state")), None)


def states(endpoint: str, which: InviteSelection | None, **given: Any) -> list[tuple[str, str, bool, None]]:
    """The list's filter as tabs."""
    tabs = [("All", url_for(endpoint, **given), which is None, None)]
    tabs += [
        (one.label, url_for(endpoint, state=one.value, **given), one is which, None)
        for one in InviteSelection
    ]
    return tabs


def lines_of(rows: Sequence[InviteRow]) -> list[InviteLine]:
    """Invites with their links."""
    return [_line(row) for row in rows]


def _form() -> InviteForm:
    viewer = guards.viewer()
    asked = (
        request.form.get("whom") or request.args.get("whom") or ("roster" if number_given("member") else "")
    )
    whom = next((kind for kind in InviteAudience if kind.value == asked), InviteAudience.EMAIL)
    form = InviteForm(whom, data={"member": str(number_given("member") or "")})
    listed = (
        members.choices(chapter_id=viewer.chapter_id, without_login=True)
        if whom is InviteAudience.MEMBER_LIST
        else []
    )
    form.ask(viewer.acting_role, listed)
    return form


def _kinds(current: InviteAudience) -> list[tuple[str, str, bool, None]]:
    """The kinds of invite as tabs."""
    return [
        (kind.label, url_for(".invites", whom=kind.value), kind is current, None) for kind in InviteAudience
    ]


def _request(form: InviteForm) -> InviteRequest:
    viewer = guards.viewer()
    return form.request(chapter_id=viewer.chapter_id, by_member_id=viewer.member_id)


def _get(invite_id: int) -> InviteRow:
    viewer = guards.viewer()
    return queries.get_invite(
        chapter_id=viewer.chapter_id, invite_id=invite_id, issuer=viewer.acting_role, at=now()
    )


def _line(invite: InviteRow) -> InviteLine:
    return InviteLine(invite, "" if invite.is_for_officer else register_url(invite.code))


def _shown() -> InviteLine | None:
    """The invite whose link the address asks for, while it lets people in."""
    wanted = number_given("show")
    line = None if wanted is None else _line(_get(wanted))
    return line if line is not None and line.can_be_passed_on else None
