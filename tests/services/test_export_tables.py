"""The columns of each table that leaves as a file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from sigma_finance.domain.books.standing import Standing, StandingKind
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.permissions import Role
from sigma_finance.queries.audit import AuditLine
from sigma_finance.queries.dues.plans import PlanLine
from sigma_finance.queries.members.member_list import ExportedMember
from sigma_finance.services import export_tables

AT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
ZONE = "America/New_York"
ADA = ExportedMember(
    name="Ada Byron",
    email=None,
    phone="",
    role=Role.MEMBER,
    status=MemberStatus.ACTIVE,
    member_class=MemberClass.REGULAR,
    initiated_on=None,
    created_at=AT,
    has_login=False,
    balance_minor=20000,
    credit_minor=0,
    past_due_minor=5000,
    oldest_due_on=date(2026, 11, 1),
    days_past_due=28,
    standing=Standing(StandingKind.NOT_FINANCIAL, "Past due since November 1, 2026."),
)


class TestMembers:
    def test_have_their_days_in_the_chapters_zone_and_amounts_as_decimals(self) -> None:
        table = export_tables.members([ADA], timezone=ZONE, currency="USD")
        row = dict(zip(table.heads, next(iter(table.rows)), strict=True))
        assert (row["on the list since"], row["owes"], row["past due"]) == (
            date(2026, 11, 29),
            Decimal("200.00"),
            Decimal("50.00"),
        )

    def test_say_why_they_stand_where_they_stand_and_since_when_they_owe(self) -> None:
        (why,) = export_tables.standing([ADA], currency="USD").rows
        (owes,) = export_tables.unpaid([ADA], currency="USD").rows
        assert why[3] == "Past due since November 1, 2026."
        assert owes[-1] == 28


class TestPlans:
    def test_say_what_is_paid_while_they_run_alone(self) -> None:
        for state, paid in ((PlanState.ACTIVE, Decimal("50.00")), (PlanState.PROPOSED, None)):
            plan = PlanLine(1, 1, "Ada", state, None, 2, date(2026, 12, 1), 20000, "", AT, 15000, None)
            table = export_tables.plans([plan], timezone=ZONE, currency="USD")
            assert dict(zip(table.heads, next(iter(table.rows)), strict=True))["paid"] == paid


class TestAuditLines:
    def test_have_their_moment_in_utc_and_their_details_as_json(self) -> None:
        line = AuditLine(7, AT, "Ada paid.", "paid", "", "", {"b": 1, "a": "ø"}, None, None, "h")
        (row,) = export_tables.audit_lines([line], count=1).rows
        assert (row[1], row[6]) == ("2026-11-30T03:00:00Z", '{"a": "ø", "b": 1}')
