"""A chapter's statistics, kept in the cache under the chapter's figures version.

Writers raise the version in their own transaction, so an old figure is never asked for again and nothing has to be
deleted. What is kept names members by id alone. Amounts are in minor units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar

from sigma_finance.database.scopes import for_chapter
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.books.owing import DueItem, DueStatus
from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.dates import months_up_to, today_in
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.payments.payments import Method
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.figures import figures, overview, trends
from sigma_finance.queries.figures.figures import StandingGroup
from sigma_finance.queries.figures.overview import Basis
from sigma_finance.queries.figures.trends import Flow
from sigma_finance.services.figures import cached

K = TypeVar("K")

#: The statistics cover this month and those before it, so many in all.
MONTHS = 12


@dataclass(frozen=True)
class UnpaidMember:
    """A member who owes: how much, how much of it is past due, and since when the oldest part is due."""

    member_id: int
    name: str
    balance_minor: int
    past_due_minor: int
    oldest_due_on: date

    def status(self, today: date) -> DueStatus:
        """How close the oldest open part is on ``today``."""
        return DueItem("", self.oldest_due_on, self.balance_minor).status(today)


@dataclass(frozen=True)
class MemberCounts:
    """The members in figures; standing counts those who are active."""

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
class Sums:
    """What was charged and what came in."""

    charged_minor: int
    collected_minor: int


@dataclass(frozen=True)
class Statistics:
    """The last months, the running one included, and where the members stand today.

    ``kinds`` has None for money that settles no charge yet: credit, and what has no member.
    """

    months: dict[date, Sums]
    methods: dict[Method, Sums]
    kinds: dict[ChargeKind | None, Sums]
    total: Sums
    people: MemberCounts


@dataclass(frozen=True)
class MemberStanding:
    """Where one active member stands, and what they owe."""

    member_id: int
    name: str
    standing: StandingKind
    balance_minor: int
    past_due_minor: int
    oldest_due_on: date | None


def get_statistics(*, chapter_id: int) -> Statistics:
    """By month, method and kind of charge: four SELECTs, one while they are in the cache."""

    def work_out(basis: Basis, today: date) -> dict[str, Any]:
        first, days = months_up_to(today, MONTHS)[0], basis.neophyte_days
        charged = trends.charged(chapter_id=chapter_id, first=first)
        collected = trends.collected(chapter_id=chapter_id, first=first)
        groups = figures.groups(chapter_id=chapter_id, today=today, neophyte_days=days)
        return {"flows": [asdict(f) for f in (*charged, *collected)], "groups": [asdict(g) for g in groups]}

    kept, today = _kept(chapter_id, "statistics", work_out)
    flows = [trends.read_flow(row) for row in kept["flows"]]
    kinds: list[ChargeKind | None] = [*ChargeKind, None]
    return Statistics(
        months={month: _sums(f for f in flows if f.month == month) for month in months_up_to(today, MONTHS)},
        methods=_most_first({method: _sums(f for f in flows if f.method is method) for method in Method}),
        kinds=_told({kind: _sums(f for f in flows if f.kind is kind) for kind in kinds}),
        total=_sums(flows),
        people=read_people(kept["groups"]),
    )


def get_member_standings(*, chapter_id: int) -> list[MemberStanding]:
    """Where each active member stands today, by name: three SELECTs, two while they are in the cache."""

    def work_out(basis: Basis, today: date) -> dict[str, Any]:
        rows = figures.standings(chapter_id=chapter_id, today=today, neophyte_days=basis.neophyte_days)
        return {"members": [asdict(row) for row in rows]}

    kept, _ = _kept(chapter_id, "standings", work_out)
    names = figures.names(chapter_id=chapter_id, member_ids=[row["member_id"] for row in kept["members"]])
    found = [
        MemberStanding(
            row["member_id"],
            names.get(row["member_id"], ""),
            StandingKind(row["standing"]),
            row["balance_minor"],
            row["past_due_minor"],
            _day(row["oldest_due_on"]),
        )
        for row in kept["members"]
    ]
    return sorted(found, key=lambda member: (member.name, member.member_id))


def get_unpaid_members(*, chapter_id: int | None = None) -> list[UnpaidMember]:
    """Who owes anything, longest and most first; of every chapter in turn where none is named."""
    ids = [chapter.id for chapter in chapters.chapters()] if chapter_id is None else [chapter_id]
    return [member for one in ids for member in _unpaid_members(one)]


def read_people(groups: list[dict[str, Any]]) -> MemberCounts:
    """The members in figures, from kept groups."""
    return _people([_group(row) for row in groups])


def read_unpaid(rows: list[dict[str, Any]], names: dict[int, str]) -> list[UnpaidMember]:
    """Kept members who owe, with their names."""
    return [
        UnpaidMember(
            row["member_id"],
            names.get(row["member_id"], ""),
            row["balance_minor"],
            row["past_due_minor"],
            date.fromisoformat(row["oldest_due_on"]),
        )
        for row in rows
    ]


def _unpaid_members(chapter_id: int) -> list[UnpaidMember]:
    def work_out(_basis: Basis, today: date) -> dict[str, Any]:
        return {"owing": [asdict(row) for row in figures.owing(chapter_id=chapter_id, today=today)]}

    kept, _ = _kept(chapter_id, "unpaid", work_out)
    names = figures.names(chapter_id=chapter_id, member_ids=[row["member_id"] for row in kept["owing"]])
    return read_unpaid(kept["owing"], names)


def _kept(
    chapter_id: int, what: str, work_out: Callable[[Basis, date], dict[str, Any]]
) -> tuple[dict[str, Any], date]:
    """A chapter's figures of today, and its date."""
    basis = overview.get_basis(chapter_id=chapter_id)
    today = today_in(basis.timezone)
    key = cached.figures_key(chapter_id=chapter_id, version=basis.figures_version, what=what, today=today)
    with for_chapter(chapter_id):  # nothing that was not seen may be kept as nothing
        return cached.kept(key, lambda: work_out(basis, today)), today


def _sums(flows: Iterable[Flow]) -> Sums:
    those = list(flows)
    return Sums(sum(flow.charged_minor for flow in those), sum(flow.collected_minor for flow in those))


def _told(sums: dict[K, Sums]) -> dict[K, Sums]:
    """Those with anything to tell."""
    return {key: one for key, one in sums.items() if one.charged_minor or one.collected_minor}


def _most_first(sums: dict[K, Sums]) -> dict[K, Sums]:
    told = _told(sums)
    return {key: told[key] for key in sorted(told, key=lambda key: -told[key].collected_minor)}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _group(row: dict[str, Any]) -> StandingGroup:
    known = {"status": MemberStatus(row["status"]), "standing": StandingKind(row["standing"])}
    return StandingGroup(**{**row, **known, "oldest_due_on": _day(row["oldest_due_on"])})


def _people(groups: list[StandingGroup]) -> MemberCounts:
    active = [group for group in groups if group.status is MemberStatus.ACTIVE]
    counted = {kind: sum(g.members for g in active if g.standing is kind) for kind in StandingKind}
    return MemberCounts(
        members=sum(group.members for group in groups),
        active=sum(group.members for group in active),
        owing=sum(group.owing for group in groups),
        owed_minor=sum(group.balance_minor for group in groups),
        late=sum(group.late for group in groups),
        past_due_minor=sum(group.past_due_minor for group in groups),
        oldest_due_on=min((g.oldest_due_on for g in groups if g.oldest_due_on), default=None),
        standing={kind: count for kind, count in counted.items() if count},
    )
