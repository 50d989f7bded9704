"""A chapter's figures, kept in the cache under the chapter's figures version.

Writers raise the version in their own transaction, so an old figure is never asked for again and nothing has to be
deleted. What is kept names members by id alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.members import MemberStatus
from sigma_finance.domain.owing import Due, DueStatus
from sigma_finance.domain.payments import Method
from sigma_finance.domain.standing import StandingKind
from sigma_finance.queries import chapters, figures, payments
from sigma_finance.queries import overview as queries
from sigma_finance.queries.figures import Collected, Group, Owing
from sigma_finance.queries.overview import State
from sigma_finance.services import cached

#: The overview names so many who owe, and so many payments.
SHOWN = 8
#: What went wrong longer ago than this is no longer put in front of officers.
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class UnpaidMember:
    """A member who owes: how much, how much of it is past due, and since when the oldest part is due (minor units)."""

    member_id: int
    name: str
    balance_minor: int
    past_due_minor: int
    oldest_due_on: date

    def status(self, today: date) -> DueStatus:
        """How close the oldest open part is on ``today``."""
        return Due("", self.oldest_due_on, self.balance_minor).status(today)


@dataclass(frozen=True)
class LatestPayment:
    """A payment that came in; ``status`` is the word of its badge."""

    reference: str
    member_id: int | None
    name: str | None
    method: Method
    status: str
    amount_minor: int
    on: date
    receipt: str | None


@dataclass(frozen=True)
class People:
    """The members in figures; amounts in minor units. Standing counts those who are active."""

    members: int
    active: int
    owing: int
    owed_minor: int
    late: int
    past_due_minor: int
    oldest_due_on: date | None
    standing: dict[StandingKind, int]

    @property
    def others(self) -> str:
        """The members who are not simply financial, such as "6 not financial, 2 exempt"."""
        others = [
            (count, kind) for kind, count in self.standing.items() if kind is not StandingKind.FINANCIAL
        ]
        return ", ".join(f"{count} {kind.label.lower()}" for count, kind in others)


@dataclass(frozen=True)
class Overview:
    """What the overview shows."""

    state: State
    collected: Collected
    people: People
    unpaid: list[UnpaidMember]
    latest: list[LatestPayment]


def get_overview(*, chapter_id: int, timezone: str) -> Overview:
    """The chapter's figures today: six SELECTs, two while they are in the cache."""
    today = today_in(timezone)
    state = queries.get_state(chapter_id=chapter_id, since=now() - RECENT)
    kept = cached.kept(
        _key(chapter_id, state.figures_version, "overview", today),
        lambda: _work_out(chapter_id, timezone, today, state),
    )
    owing = [_owing(row) for row in kept["owing"]]
    ids = {row.member_id for row in owing} | {row["member_id"] for row in kept["latest"] if row["member_id"]}
    names = figures.names(chapter_id=chapter_id, member_ids=ids)
    return Overview(
        state=state,
        collected=Collected(**kept["collected"]),
        people=_people([_group(row) for row in kept["groups"]]),
        unpaid=[_unpaid(row, names) for row in owing],
        latest=[_latest(row, names) for row in kept["latest"]],
    )


def get_unpaid_members(*, chapter_id: int | None = None) -> list[UnpaidMember]:
    """Who owes anything, longest and most first; of every chapter in turn where none is named."""
    ids = [chapter.id for chapter in chapters.chapters()] if chapter_id is None else [chapter_id]
    return [member for one in ids for member in _unpaid_members(one)]


def _unpaid_members(chapter_id: int) -> list[UnpaidMember]:
    version, timezone = queries.get_version(chapter_id=chapter_id)
    today = today_in(timezone)

    def work_out() -> dict[str, Any]:
        return {"owing": [asdict(row) for row in figures.owing(chapter_id=chapter_id, today=today)]}

    owing = [
        _owing(row) for row in cached.kept(_key(chapter_id, version, "unpaid", today), work_out)["owing"]
    ]
    names = figures.names(chapter_id=chapter_id, member_ids=[row.member_id for row in owing])
    return [_unpaid(row, names) for row in owing]


def _work_out(chapter_id: int, timezone: str, today: date, state: State) -> dict[str, Any]:
    groups = figures.groups(chapter_id=chapter_id, today=today, neophyte_days=state.neophyte_days)
    latest = payments.latest(chapter_id=chapter_id, timezone=timezone, limit=SHOWN)
    return {
        "collected": asdict(figures.get_collected(chapter_id=chapter_id, period_id=state.period_id)),
        "groups": [asdict(group) for group in groups],
        "owing": [asdict(row) for row in figures.owing(chapter_id=chapter_id, today=today, limit=SHOWN)],
        "latest": [
            {
                "reference": payment.line.reference,
                "member_id": payment.member_id,
                "method": payment.line.method,
                "status": payment.status,
                "amount_minor": payment.line.amount_minor,
                "on": payment.line.on,
                "receipt": payment.line.receipt,
            }
            for payment in latest
        ],
    }


def _key(chapter_id: int, version: int, what: str, today: date) -> str:
    return f"figures:{chapter_id}:{version}:{what}:{today.isoformat()}"


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _group(row: dict[str, Any]) -> Group:
    known = {"status": MemberStatus(row["status"]), "standing": StandingKind(row["standing"])}
    return Group(**{**row, **known, "oldest_due_on": _day(row["oldest_due_on"])})


def _owing(row: dict[str, Any]) -> Owing:
    return Owing(**{**row, "oldest_due_on": date.fromisoformat(row["oldest_due_on"])})


def _unpaid(row: Owing, names: dict[int, str]) -> UnpaidMember:
    return UnpaidMember(
        row.member_id, names.get(row.member_id, ""), row.balance_minor, row.past_due_minor, row.oldest_due_on
    )


def _latest(row: dict[str, Any], names: dict[int, str]) -> LatestPayment:
    known = {"method": Method(row["method"]), "on": date.fromisoformat(row["on"])}
    return LatestPayment(**{**row, **known}, name=names.get(row["member_id"]))


def _people(groups: list[Group]) -> People:
    active = [group for group in groups if group.status is MemberStatus.ACTIVE]
    counted = {kind: sum(g.members for g in active if g.standing is kind) for kind in StandingKind}
    return People(
        members=sum(group.members for group in groups),
        active=sum(group.members for group in active),
        owing=sum(group.owing for group in groups),
        owed_minor=sum(group.balance_minor for group in groups),
        late=sum(group.late for group in groups),
        past_due_minor=sum(group.past_due_minor for group in groups),
        oldest_due_on=min((g.oldest_due_on for g in groups if g.oldest_due_on), default=None),
        standing={kind: count for kind, count in counted.items() if count},
    )
