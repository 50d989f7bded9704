"""The pages that are measured: their path, as whom, and what the issue of being fast is about each."""

from __future__ import annotations

from dataclasses import dataclass

from bench import pattern


@dataclass(frozen=True)
class Work:
    """A page; ``fresh`` is asked each time after figures of the chapter have changed, so that nothing is kept of it."""

    name: str
    path: str
    email: str = pattern.TREASURER
    fresh: bool = False


WORKS = (
    Work("member dashboard", "/dashboard", pattern.MEMBER),
    Work("pay page", "/payments/pay", pattern.MEMBER),
    Work("overview", "/treasurer"),
    Work("overview, first", "/treasurer", fresh=True),
    Work("member list", "/treasurer/members"),
    Work("unpaid list", "/treasurer/members?owing=yes"),
    Work("unpaid by due date", "/treasurer/members?owing=yes&sort=due"),
    Work("payments", "/treasurer/payments"),
)
