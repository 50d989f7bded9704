"""What officers see first: the chapter's figures today, who owes longest, and what came in last."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sigma_finance.database.scopes import for_chapter
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.payments.payments import Method
from sigma_finance.queries.figures import figures
from sigma_finance.queries.figures import overview as queries
from sigma_finance.queries.figures.figures import IncomeFigures
from sigma_finance.queries.figures.overview import State
from sigma_finance.queries.payments import payments
from sigma_finance.services.figures import cached, stats
from sigma_finance.services.figures.stats import MemberCounts, UnpaidMember

#: The overview names so many who owe, and so many payments.
SHOWN = 8
#: What went wrong longer ago than this is no longer put in front of officers.
RECENT = timedelta(days=30)
#: An invite that ends within this time and was not used is put in front of them.
EXPIRING = timedelta(days=3)


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
class Overview:
    """What the overview shows; the year is the chapter's fiscal one, from ``year_began`` on."""

    state: State
    year_began: date
    collected: IncomeFigures
    people: MemberCounts
    unpaid: list[UnpaidMember]
    latest: list[LatestPayment]


def get_overview(*, chapter_id: int, timezone: str) -> Overview:
    """The chapter's figures today: six SELECTs, two while they are in the cache."""
    today = today_in(timezone)
    state = queries.get_state(chapter_id=chapter_id, at=now(), today=today, recent=RECENT, soon=EXPIRING)
    with for_chapter(chapter_id):  # nothing that was not seen may be kept as nothing
        kept = cached.kept(
            cached.figures_key(
                chapter_id=chapter_id, version=state.figures_version, what="overview", today=today
            ),
            lambda: _work_out(chapter_id, timezone, today, state),
        )
    ids = {row["member_id"] for row in [*kept["owing"], *kept["latest"]] if row["member_id"]}
    names = figures.names(chapter_id=chapter_id, member_ids=ids)
    return Overview(
        state=state,
        year_began=state.policy.year_began(today),
        collected=IncomeFigures(**kept["collected"]),
        people=stats.read_people(kept["groups"]),
        unpaid=stats.read_unpaid(kept["owing"], names),
        latest=[_latest(row, names) for row in kept["latest"]],
    )


def _work_out(chapter_id: int, timezone: str, today: date, state: State) -> dict[str, Any]:
    collected = figures.get_collected(
        chapter_id=chapter_id, period_id=state.period_id, since=state.policy.year_began(today)
    )
    groups = figures.groups(chapter_id=chapter_id, today=today, neophyte_days=state.neophyte_days)
    latest = payments.latest(chapter_id=chapter_id, timezone=timezone, limit=SHOWN)
    return {
        "collected": asdict(collected),
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


def _latest(row: dict[str, Any], names: dict[int, str]) -> LatestPayment:
    known = {"method": Method(row["method"]), "on": date.fromisoformat(row["on"])}
    return LatestPayment(**{**row, **known}, name=names.get(row["member_id"]))
