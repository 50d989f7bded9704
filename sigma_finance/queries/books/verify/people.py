"""Dues periods, invites, sessions and webhook events."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.models import (
    AuditEvent,
    Charge,
    DuesPeriod,
    Invite,
    Member,
    PeriodAmount,
    SignInSession,
    User,
    WebhookEvent,
)
from sigma_finance.queries.books.verify.checks import Check, Statement

#: An event is applied, ignored or quarantined within this time.
PATIENCE = timedelta(minutes=10)


def _charged_twice(chapter_id: int) -> Statement:
    count = func.count()
    return (
        select(Charge.member_id, literal(1), count)
        .where(
            Charge.chapter_id == chapter_id, Charge.dues_period_id.is_not(None), Charge.reversed_at.is_(None)
        )
        .group_by(Charge.dues_period_id, Charge.member_id)
        .having(count > 1)
    )


def _other_amounts(chapter_id: int) -> Statement:
    """A charge has the amount of its period or of one of its classes; a member may have changed theirs since."""
    of_a_class = exists().where(
        PeriodAmount.chapter_id == chapter_id,
        PeriodAmount.dues_period_id == Charge.dues_period_id,
        PeriodAmount.amount_minor == Charge.amount_minor,
    )
    return (
        select(Charge.id, DuesPeriod.amount_minor, Charge.amount_minor)
        .join(DuesPeriod, DuesPeriod.id == Charge.dues_period_id)
        .where(Charge.chapter_id == chapter_id, Charge.amount_minor != DuesPeriod.amount_minor, ~of_a_class)
    )


def _overused_invites(chapter_id: int) -> Statement:
    return select(Invite.id, Invite.max_uses, Invite.uses).where(
        Invite.chapter_id == chapter_id, or_(Invite.uses > Invite.max_uses, Invite.uses < 0)
    )


def _admissions(chapter_id: int) -> Any:
    """Who was admitted, by the invite that the audit line names."""
    return (
        select(AuditEvent.details["invite_id"].as_integer().label("invite_id"), AuditEvent.at)
        .where(AuditEvent.chapter_id == chapter_id, AuditEvent.action == Action.USER_REGISTERED.value)
        .subquery()
    )


def _miscounted_invites(chapter_id: int) -> Statement:
    """An invite counts those whom it admitted, and those whom the links that were mailed because of it admitted."""
    admissions, used = _admissions(chapter_id), aliased(Invite)
    by_itself = select(used.id.label("id")).join(admissions, admissions.c.invite_id == used.id)
    by_link = select(used.parent_id).join(admissions, admissions.c.invite_id == used.id)
    each = union_all(by_itself, by_link).subquery()
    counted = select(each.c.id, func.count().label("number")).group_by(each.c.id).subquery()
    admitted = func.coalesce(counted.c.number, 0)
    return (
        select(Invite.id, admitted, Invite.uses)
        .outerjoin(counted, counted.c.id == Invite.id)
        .where(Invite.chapter_id == chapter_id, Invite.uses != admitted)
    )


def _admitted_too_late(chapter_id: int) -> Statement:
    admissions = _admissions(chapter_id)
    at = admissions.c.at
    return (
        select(Invite.id, func.coalesce(Invite.revoked_at, Invite.expires_at), at)
        .join(admissions, admissions.c.invite_id == Invite.id)
        .where(Invite.chapter_id == chapter_id, or_(at > Invite.expires_at, at > Invite.revoked_at))
    )


def _live_though_out(chapter_id: int) -> Statement:
    """Sessions of people who were deactivated, or who are not the member that the session stands for."""
    out = or_(
        User.is_active.is_(False),
        Member.status != MemberStatus.ACTIVE,
        Member.user_id.is_distinct_from(User.id),
    )
    return (
        select(SignInSession.id, literal("ended"), literal("live"))
        .join(User, User.id == SignInSession.user_id)
        .join(Member, Member.id == SignInSession.member_id)
        .where(
            Member.chapter_id == chapter_id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now(),
            out,
        )
    )


def _stuck_events(chapter_id: int) -> Statement:
    """Also those whose chapter is not known yet, which any chapter may be waiting for."""
    stuck = and_(
        WebhookEvent.state.in_([state for state in EventState if not state.final]),
        WebhookEvent.received_at < now() - PATIENCE,
    )
    return select(WebhookEvent.id, literal("handled within ten minutes"), WebhookEvent.state).where(
        _concerns(chapter_id), stuck
    )


def _unexplained_events(chapter_id: int) -> Statement:
    left = (EventState.IGNORED, EventState.QUARANTINED)
    return select(WebhookEvent.id, literal("a reason"), literal("none")).where(
        _concerns(chapter_id), WebhookEvent.state.in_(left), WebhookEvent.outcome == ""
    )


def _concerns(chapter_id: int) -> ColumnElement[bool]:
    return or_(WebhookEvent.chapter_id == chapter_id, WebhookEvent.chapter_id.is_(None))


CHECKS = (
    Check("charged_once", "A dues period charges a member once.", "member", _charged_twice),
    Check(
        "period_amounts", "Charges of a period have its amount, or that of a class.", "charge", _other_amounts
    ),
    Check("invites_within_limit", "An invite admits at most its limit.", "invite", _overused_invites),
    Check("invites_counted", "An invite counts whom it admitted.", "invite", _miscounted_invites),
    Check("invites_in_time", "Nobody is admitted after an invite's end.", "invite", _admitted_too_late),
    Check("sessions_ended", "Deactivated people have no live session.", "session", _live_though_out),
    Check("events_handled", "No webhook event waits beyond ten minutes.", "event", _stuck_events),
    Check("events_explained", "An event that was not applied says why.", "event", _unexplained_events),
)
