"""The treasurer's reports: their vocabulary, and what the sums of the books become in each.

Every report is columns of amounts and parts of lines, so that a page, a file, a command and the packet of a year show
the same. Amounts are in minor units; those that come in are sums of postings, a debit positive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sigma_finance.domain.books.accounts import Account, AccountType
from sigma_finance.domain.dates import long_date, short_month
from sigma_finance.domain.labels import LabelledEnum


class ReportKind(LabelledEnum):
    """What can be asked of the books, by the word of its address."""

    TRIAL_BALANCE = "trial-balance", "Trial balance"
    INCOME = "income", "Income statement"
    INCOME_BY_KIND = "income-by-kind", "Income by kind"
    BALANCE_SHEET = "balance-sheet", "Balance sheet"
    CASH_FLOW = "cash-flow", "Cash flow"
    AGING = "aging", "Aging"
    HELD = "held", "Held for others"
    REMITTANCE = "remittance", "Remittance sheet"
    BUDGET = "budget", "Budget"
    MEMBERS = "members", "Members' accounts"

    @property
    def covers_a_span(self) -> bool:
        """Whether it tells of the days from one to another, rather than of one day."""
        return self in (ReportKind.INCOME, ReportKind.INCOME_BY_KIND, ReportKind.CASH_FLOW)


@dataclass(frozen=True)
class ReportColumn:
    """A column of amounts, by the word that machines read."""

    key: str
    label: str


@dataclass(frozen=True)
class ReportLine:
    """A line: what it is about, and an amount in each column; none where there is nothing to say.

    ``key`` is the word by which machines know it; the ids and ``account`` lead to what it is made of.
    """

    what: str
    minors: Sequence[int | None]
    key: str = ""
    account: Account | None = None
    member_id: int | None = None
    entry_id: int | None = None


@dataclass(frozen=True)
class ReportPart:
    """Lines under a title, and what they add up to."""

    key: str
    title: str
    lines: Sequence[ReportLine]
    total: ReportLine | None = None


@dataclass(frozen=True)
class ReportCheck:
    """Two sums that have to be one."""

    what: str
    left_minor: int
    right_minor: int

    @property
    def holds(self) -> bool:
        """Whether they are."""
        return self.left_minor == self.right_minor


@dataclass(frozen=True)
class Report:
    """What a report says: its columns, its parts, and what has to hold of them."""

    columns: Sequence[ReportColumn]
    parts: Sequence[ReportPart]
    checks: Sequence[ReportCheck] = field(default_factory=tuple)

    @property
    def is_empty(self) -> bool:
        """Whether no line says anything."""
        return not any(any(line.minors) for part in self.parts for line in part.lines)


def named(report: Report, names: Mapping[Account, str]) -> Report:
    """The report with accounts called as the chapter calls them."""
    parts = [replace(part, lines=[_named(line, names) for line in part.lines]) for part in report.parts]
    return replace(report, parts=parts)


def _named(line: ReportLine, names: Mapping[Account, str]) -> ReportLine:
    called = names.get(line.account) if line.account else None
    return replace(line, what=called) if called else line


#: What was posted to each account up to certain days, one sum a day.
SumsByDay = Mapping[Account, Sequence[int]]
CHART = [account for account in Account if not account.is_memorandum]


def _total(what: str, lines: Sequence[ReportLine], key: str = "total") -> ReportLine:
    columns = zip(*(line.minors for line in lines), strict=True)
    return ReportLine(what, [sum(minor or 0 for minor in column) for column in columns], key)


def _part(
    key: str, title: str, lines: Sequence[ReportLine], *, width: int, total: str = "Total"
) -> ReportPart:
    summed = _total(total, lines) if lines else ReportLine(total, [0] * width, "total")
    return ReportPart(key, title, lines, summed)


def trial_balance(sums: SumsByDay, *, spanned: bool) -> Report:
    """Every account that was ever used: what it held before, what changed, and on which side it stands at the end.

    ``sums`` are up to the day before the span and up to its last; without a first day the end alone is shown.
    """
    columns = [ReportColumn("debit", "Debit"), ReportColumn("credit", "Credit")]
    if spanned:
        columns = [ReportColumn("before", "Before"), ReportColumn("change", "Change"), *columns]
    lines = [
        _of_trial(account, before, after, spanned=spanned)
        for account in CHART
        for before, after in [sums.get(account, (0, 0))]
        if before or after
    ]
    part = _part("accounts", "Accounts", lines, width=len(columns))
    total = part.total.minors if part.total else (0, 0)
    check = ReportCheck("Debits are as much as credits", total[-2] or 0, total[-1] or 0)
    return Report(columns, [part], [check])


def _of_trial(account: Account, before: int, after: int, *, spanned: bool) -> ReportLine:
    sides = [max(after, 0), max(-after, 0)]
    minors = [before, after - before, *sides] if spanned else sides
    return ReportLine(account.label, minors, account.value, account)


def income(sums: SumsByDay) -> Report:
    """What was earned and what it cost in a span, beside the same span of the year before.

    ``sums`` are up to the day before either span and to its last: that span first, then the year before's.
    """
    width = 2
    parts = []
    for key, title, kind in (
        ("income", "Income", AccountType.INCOME),
        ("expenses", "Expenses", AccountType.EXPENSE),
    ):
        lines = [
            ReportLine(account.label, minors, account.value, account)
            for account in CHART
            if account.type is kind
            for minors in [_in_spans(account, sums.get(account, (0,) * 4))]
            if any(minors)
        ]
        parts.append(_part(key, title, lines, width=width))
    earned, spent = (part.total.minors if part.total else (0, 0) for part in parts)
    surplus = [(left or 0) - (right or 0) for left, right in zip(earned, spent, strict=True)]
    parts.append(ReportPart("result", "Result", [ReportLine("Surplus", surplus, "surplus")]))
    columns = [ReportColumn("amount", "This span"), ReportColumn("year_before", "A year before")]
    return Report(columns, parts)


def _in_spans(account: Account, sums: Sequence[int]) -> list[int]:
    before, after, before_then, after_then = sums
    return [account.natural(after - before), account.natural(after_then - before_then)]


@dataclass(frozen=True)
class KindOfIncome:
    """What was earned of one kind for one dues period, and what of it was waived; positive as reports state it."""

    what: str
    earned_minor: int
    waived_minor: int
    account: Account | None = None


def income_by_kind(kinds: Sequence[KindOfIncome]) -> Report:
    """What was earned of each kind of charge, for each dues period, less what was waived of it."""
    lines = [
        ReportLine(
            one.what,
            [one.earned_minor, one.waived_minor, one.earned_minor - one.waived_minor],
            account=one.account,
        )
        for one in kinds
    ]
    columns = [
        ReportColumn("earned", "Earned"),
        ReportColumn("waived", "Waived"),
        ReportColumn("left", "Left"),
    ]
    return Report(columns, [_part("kinds", "Kinds of income", lines, width=3)])


def balance_sheet(sums: SumsByDay, *, last: date, year_began: date) -> Report:
    """What the chapter has, what it owes, and what is its own on a day.

    The result of a year is swept by no entry: what was left of the years before is computed here. ``sums`` are up to
    the day before the fiscal year and up to the day.
    """
    assets = _standing("assets", "Assets", AccountType.ASSET, sums, total="Assets")
    owed = _standing("liabilities", "Liabilities", AccountType.LIABILITY, sums, total="Liabilities")
    own = _standing("equity", "Equity", AccountType.EQUITY, sums, total="Equity")
    forward, until_now = (_surplus(sums, place) for place in (0, 1))
    lines = [
        *own.lines,
        ReportLine("Surplus brought forward", [forward], "surplus_brought_forward"),
        ReportLine(f"Surplus since {long_date(year_began)}", [until_now - forward], "surplus"),
    ]
    equity = _part("equity", "Equity", lines, width=1, total="Equity")
    left, right = (_minor(assets.total), _minor(owed.total) + _minor(equity.total))
    both = ReportPart("both", "Liabilities and equity", [ReportLine("Together", [right], "together")])
    columns = [ReportColumn("amount", long_date(last))]
    check = ReportCheck("Assets are as much as liabilities and equity", left, right)
    return Report(columns, [assets, owed, equity, both], [check])


def _standing(key: str, title: str, kind: AccountType, sums: SumsByDay, *, total: str) -> ReportPart:
    lines = [
        ReportLine(account.label, [account.natural(minor)], account.value, account)
        for account in CHART
        if account.type is kind and (minor := sums.get(account, (0, 0))[1])
    ]
    return _part(key, title, lines, width=1, total=total)


def _surplus(sums: SumsByDay, place: int) -> int:
    earning = (AccountType.INCOME, AccountType.EXPENSE)
    return -sum(sums.get(account, (0, 0))[place] for account in CHART if account.type in earning)


def _minor(line: ReportLine | None) -> int:
    return (line.minors[0] or 0) if line else 0


@dataclass(frozen=True)
class CashMonth:
    """What came in and went out in a month (its first day), both positive; own accounts' transfers are neither."""

    month: date
    in_minor: int
    out_minor: int


def cash_flow(before_minor: int, months: Sequence[CashMonth]) -> Report:
    """What cash there was at the beginning and end of each month, and what moved it."""
    lines, held = [], before_minor
    for one in months:
        after = held + one.in_minor - one.out_minor
        what = short_month(one.month)
        lines.append(ReportLine(what, [held, one.in_minor, one.out_minor, after], f"{one.month:%Y-%m}"))
        held = after
    came, went = sum(one.in_minor for one in months), sum(one.out_minor for one in months)
    total = ReportLine("All months", [before_minor, came, went, held], "total")
    columns = [
        ReportColumn("before", "Before"),
        ReportColumn("in", "In"),
        ReportColumn("out", "Out"),
        ReportColumn("after", "After"),
    ]
    return Report(columns, [ReportPart("months", "Months", lines, total)])


#: How long something is past due, in days: above the bound before, up to its own.
AGES = (
    ReportColumn("not_due", "Not due yet"),
    ReportColumn("to_30", "1 to 30 days"),
    ReportColumn("to_60", "31 to 60"),
    ReportColumn("to_90", "61 to 90"),
    ReportColumn("over_90", "Over 90"),
)
AGE_BOUNDS = (0, 30, 60, 90)


@dataclass(frozen=True)
class MemberSums:
    """A member with the sums of a report, in its columns."""

    member_id: int
    name: str
    minors: Sequence[int]


def aging(
    *, dues: Sequence[int], fees: Sequence[int], members: Sequence[MemberSums], receivable_minor: int
) -> Report:
    """What is open by how long it is past due, fees for being so apart, and each member with what they owe."""
    lines = [
        ReportLine("Dues and other charges", _with_sum(dues), "charges"),
        ReportLine("Late fees", _with_sum(fees), "late_fees"),
    ]
    kinds = _part("kinds", "What is open", lines, width=len(AGES) + 1)
    people = [ReportLine(one.name, _with_sum(one.minors), member_id=one.member_id) for one in members]
    check = ReportCheck("What is open is as much as Receivable", sum(dues) + sum(fees), receivable_minor)
    columns = [*AGES, ReportColumn("open", "In all")]
    return Report(columns, [kinds, ReportPart("members", "Members", people)], [check])


def _with_sum(minors: Sequence[int]) -> list[int]:
    return [*minors, sum(minors)]


@dataclass(frozen=True)
class HeldSums:
    """What became of the parts held for a body: charged before the span, in it, taken back and paid over in it."""

    before_minor: int = 0
    charged_minor: int = 0
    taken_back_minor: int = 0
    paid_over_minor: int = 0

    @property
    def after_minor(self) -> int:
        """What is held at the end."""
        return self.before_minor + self.charged_minor - self.taken_back_minor - self.paid_over_minor


@dataclass(frozen=True)
class CollectedSums:
    """What of a dues period was charged for each body, and what of it the members have paid, up to a day."""

    period: str
    charged: tuple[int, int]
    collected: tuple[int, int]


def held(
    bodies: tuple[HeldSums, HeldSums], periods: Sequence[CollectedSums], *, control: tuple[int, int]
) -> Report:
    """What is held for the national and the regional body: as the books have it, and what of it was collected."""
    books = [
        ReportLine("Held before", [one.before_minor for one in bodies], "before"),
        ReportLine("Charged to members", [one.charged_minor for one in bodies], "charged"),
        ReportLine("Taken back with charges", [-one.taken_back_minor for one in bodies], "taken_back"),
        ReportLine("Paid over", [-one.paid_over_minor for one in bodies], "paid_over"),
    ]
    total = ReportLine("Held", [one.after_minor for one in bodies], "held")
    collected = [
        line
        for one in periods
        for line in (
            ReportLine(f"{one.period}, charged", one.charged, "charged"),
            ReportLine(f"{one.period}, collected", one.collected, "collected"),
        )
    ]
    sums = [
        [sum(getattr(one, name)[place] for one in periods) for place in (0, 1)]
        for name in ("charged", "collected")
    ]
    collected += [
        ReportLine("Collected", sums[1], "all_collected"),
        ReportLine("Not collected yet", [a - b for a, b in zip(*sums, strict=True)], "not_collected"),
    ]
    checks = [
        ReportCheck(f"What is held for the {body} body is as much as its account", one.after_minor, minor)
        for body, one, minor in zip(("national", "regional"), bodies, control, strict=True)
    ]
    columns = [ReportColumn("national", "National"), ReportColumn("regional", "Regional")]
    parts = [
        ReportPart("books", "In the books", books, total),
        ReportPart("collected", "Collected from members", collected),
    ]
    return Report(columns, parts, checks)


@dataclass(frozen=True)
class PaidOver:
    """An entry that paid over what was held: its day, what it says of itself, and how much for each body."""

    entry_id: int
    booked_on: date
    what: str
    minors: tuple[int, int]


def remittance(
    people: Sequence[MemberSums],
    paid: Sequence[PaidOver],
    *,
    charged: tuple[int, int],
    collected: tuple[int, int],
    control: tuple[int, int],
) -> Report:
    """What a chapter sends with the money that it held: for whom it was charged and collected, and what was paid over.

    Each of ``people`` has what was charged and collected for the national body, then for the regional one; ``charged``
    and ``collected`` are of all members, whichever stand on this page; ``control`` what the two accounts hold.
    """
    out = [sum(one.minors[place] for one in paid) for place in (0, 1)]
    sums = [ReportLine("Charged to members and collected", _beside(charged, collected), "charged")]
    sums.append(ReportLine("Paid over", _beside(*([-minor for minor in out],) * 2), "paid_over"))
    left = ReportLine("Left to pay over", _total("", sums).minors, "left")
    entries = [
        ReportLine(
            f"{long_date(one.booked_on)}, {one.what}",
            [one.minors[0], None, one.minors[1], None],
            one.booked_on.isoformat(),
            entry_id=one.entry_id,
        )
        for one in paid
    ]
    lines = [ReportLine(one.name, one.minors, member_id=one.member_id) for one in people]
    checks = [
        ReportCheck(
            f"What is left for the {body} body is as much as its account", charged[at] - out[at], minor
        )
        for at, (body, minor) in enumerate(zip(("national", "regional"), control, strict=True))
    ]
    columns = [
        ReportColumn("national", "National"),
        ReportColumn("national_collected", "of it collected"),
        ReportColumn("regional", "Regional"),
        ReportColumn("regional_collected", "of that collected"),
    ]
    parts = [
        ReportPart("sums", "In all", sums, left),
        ReportPart("paid_over", "Paid over", entries),
        ReportPart("members", "Members", lines),
    ]
    return Report(columns, parts, checks)


def _beside(first: Sequence[int], second: Sequence[int]) -> list[int]:
    """The sums of both bodies, each followed by its second one."""
    return [minor for pair in zip(first, second, strict=True) for minor in pair]


def members(people: Sequence[MemberSums], *, totals: tuple[int, int], control: tuple[int, int]) -> Report:
    """What each member owes and has in credit, which is what the control accounts hold.

    ``totals`` are of all members, whichever stand on this page; ``control`` what the two accounts say.
    """
    lines = [ReportLine(one.name, one.minors, member_id=one.member_id) for one in people]
    columns = [ReportColumn("owes", "Owes"), ReportColumn("credit", "Credit")]
    part = ReportPart("members", "Members", lines, ReportLine("All members", totals, "total"))
    checks = [
        ReportCheck(f"All members together are as much as {account.label}", total, minor)
        for account, total, minor in zip(
            (Account.RECEIVABLE, Account.MEMBER_CREDIT), totals, control, strict=True
        )
    ]
    return Report(columns, [part], checks)
