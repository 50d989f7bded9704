"""The chapter's members: the list, and each one's account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.members.look_alikes import Somebody
from sigma_finance.domain.members.members import SHOWN_STATUSES, MemberClass
from sigma_finance.domain.permissions import Permission, may_grant
from sigma_finance.queries import audit
from sigma_finance.queries.audit import AuditFilter
from sigma_finance.queries.books import member_account
from sigma_finance.queries.members import look_alikes, member_list, terms
from sigma_finance.queries.members import members as queries
from sigma_finance.queries.members.member_list import ExportedMember, MemberRow, Sort
from sigma_finance.queries.members.members import MemberProfile
from sigma_finance.queries.messages import mail_events
from sigma_finance.queries.payments import payments
from sigma_finance.routes.treasurer import files
from sigma_finance.routes.treasurer.base import blueprint, cursor_given, today
from sigma_finance.routes.treasurer.members.member_filters import asked
from sigma_finance.services import export_tables
from sigma_finance.services.messages import mail_events as mail_events_service
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


class AccountTab(LabelledEnum):
    """A part of a member's account as their page shows it."""

    STATEMENT = "statement"
    CHARGES = "charges"
    PAYMENTS = "payments"
    MESSAGES = "messages"
    CHANGES = "changes"


#: A member's page shows so many of their latest payments.
PAYMENTS = 10
#: And so many of the messages to them.
MESSAGES = 20


@blueprint.get("/members")
@requires(Permission.SEE_BOOKS)
def members() -> str:
    """The members that the address lets through, 50 a page."""
    viewer = guards.viewer()
    filters = asked(viewer.timezone)
    found = member_list.members(
        chapter_id=viewer.chapter_id, wanted=filters.wanted, cursor=cursor_given(), today=today()
    )
    return render_template(
        "treasurer/members/members.html",
        found=found,
        alike=_alike(found.page.rows),
        filters=filters,
        statuses=SHOWN_STATUSES,
        standings=list(StandingKind),
        classes=list(MemberClass),
        sorts=list(Sort),
    )


def _alike(members: Sequence[MemberRow | MemberProfile]) -> dict[int, list[Somebody]]:
    of = [Somebody(one.id, one.name, one.phone) for one in members]
    return look_alikes.look_alikes(chapter_id=guards.viewer().chapter_id, of=of)


@files.file_route("/members")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def members_file(kind: str) -> Response:
    """The roster of the members that the address lets through, in its order."""
    viewer = guards.viewer()
    table = export_tables.members(_exported(), timezone=viewer.timezone, currency=viewer.currency)
    return files.send(table, kind)


@files.file_route("/standing")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def standing_file(kind: str) -> Response:
    """Where each of these members stands, and why."""
    return files.send(export_tables.standing(_exported(), currency=guards.viewer().currency), kind)


@files.file_route("/unpaid")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def unpaid_file(kind: str) -> Response:
    """Who of these members owes how much, and since when."""
    return files.send(export_tables.unpaid(_exported(owing=True), currency=guards.viewer().currency), kind)


def _exported(*, owing: bool = False) -> list[ExportedMember]:
    viewer = guards.viewer()
    wanted = asked(viewer.timezone).wanted
    return member_list.exported(
        chapter_id=viewer.chapter_id,
        wanted=replace(wanted, owing=True) if owing else wanted,
        today=today(),
    )


@blueprint.get("/members/<int:member_id>")
@requires(Permission.SEE_BOOKS)
def member(member_id: int) -> str:
    """A member with their standing and details, and of their account the part that ``?tab=`` names."""
    viewer, day = guards.viewer(), today()
    tab = next((one for one in AccountTab if one == request.args.get("tab")), AccountTab.STATEMENT)
    whose = {"chapter_id": viewer.chapter_id, "member_id": member_id}
    found = queries.get_member(**whose, today=day)
    return render_template(
        "treasurer/members/member.html",
        member=found,
        alike=_alike([found]).get(member_id, []),
        standing=found.standing(day),
        today=day,
        may_end_membership=member_id != viewer.member_id and may_grant(viewer.acting_role, found.role),
        terms=terms.terms_of(**whose),
        tab=tab.value,
        shown_tabs=[(one.label, _tab_href(member_id, one), one is tab, None) for one in AccountTab],
        **_account(tab, **whose),
    )


def _tab_href(member_id: int, tab: AccountTab) -> str:
    """The address of a part of the account; the page opens where it begins."""
    given = None if tab is AccountTab.STATEMENT else tab.value
    return url_for(".member", member_id=member_id, tab=given, _anchor="account")


def _account(tab: AccountTab, *, chapter_id: int, member_id: int) -> dict[str, Any]:
    """What a part of a member's account shows."""
    viewer, whose = guards.viewer(), {"chapter_id": chapter_id, "member_id": member_id}
    match tab:
        case AccountTab.STATEMENT:
            return {"statement": member_account.statement(**whose)}
        case AccountTab.CHARGES:
            return {
                "charges": member_account.charges(**whose),
                "installments": member_account.installments(**whose),
            }
        case AccountTab.PAYMENTS:
            lines = member_account.statement(**whose)
            return {
                "payments": payments.of_member(**whose, timezone=viewer.timezone, limit=PAYMENTS),
                "credit_returns": [line for line in lines if line.kind is EntryKind.CREDIT_RETURN],
            }
        case AccountTab.MESSAGES:
            return {"messages": mail_events.of_member(**whose, limit=MESSAGES)}
        case AccountTab.CHANGES:
            found = audit.lines(
                chapter_id=chapter_id,
                timezone=viewer.timezone,
                currency=viewer.currency,
                wanted=AuditFilter(member_id=member_id),
                cursor=Cursor(),
            )
            return {"changes": found.page.rows}


@blueprint.post("/members/<int:member_id>/mail")
@requires(Permission.MANAGE_MEMBERS)
def resume_mail(member_id: int) -> ResponseReturnValue:
    """Have a member written to again whose mail kept coming back."""
    mail_events_service.resume(chapter_id=guards.viewer().chapter_id, member_id=member_id, by=guards.actor())
    flash("E-mail goes out to this member again.", "success")
    return redirect(url_for(".member", member_id=member_id), 303)
