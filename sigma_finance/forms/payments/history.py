"""The filter of the history of payments, as an address holds it."""

from __future__ import annotations

from collections.abc import Mapping

from sigma_finance.domain.dates import long_date
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.money import format_money, plain_amount
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import MaybeDayField, MaybeMoneyField, OneOrAny, TextField
from sigma_finance.queries.payments.history import PaymentFilter

_KINDS = {"no": False, "yes": True}


class HistoryForm(Form):
    """Which payments are wanted; what is left out restricts nothing."""

    class Meta(Form.Meta):
        """It only asks, so it needs no token."""

        csrf = False

    q = TextField("Member, receipt or reference", at_most=100, required=False)
    state = OneOrAny("Status", words=[(s.value, s.label) for s in PaymentState], anything="Any status")
    method = OneOrAny("Method", words=[(m.value, m.label) for m in Method], anything="Any method")
    first = MaybeDayField("From", name="from")
    last = MaybeDayField("To", name="to")
    least = MaybeMoneyField("At least")
    most = MaybeMoneyField("At most")
    historical = OneOrAny(
        "Earlier years",
        words=[("no", "Without imported ones"), ("yes", "Imported ones only")],
        anything="With imported ones",
    )

    def __init__(self, asked: Mapping[str, str], *, currency: str) -> None:
        super().__init__(asked)
        self.least.currency = self.most.currency = currency

    def read(self, *, member_id: int | None) -> PaymentFilter | None:
        """The filter that the address describes; None where it cannot be taken, which the fields then say."""
        if not self.validate() or not self._in_order():
            return None
        return PaymentFilter(
            search=self.q.text,
            state=PaymentState(self.state.data) if self.state.data else None,
            method=Method(self.method.data) if self.method.data else None,
            first=self.first.data,
            last=self.last.data,
            least_minor=self.least.minor if self.least.given else None,
            most_minor=self.most.minor if self.most.given else None,
            historical=_KINDS.get(str(self.historical.data)),
            member_id=member_id,
        )

    def get(self, *, member_id: int | None) -> PaymentFilter:
        """The filter that the address describes; raises Invalid."""
        wanted = self.read(member_id=member_id)
        if wanted is None:
            raise Invalid(" ".join(str(error) for field in self for error in field.errors))
        return wanted

    @property
    def unfolded(self) -> bool:
        """Whether one of the rarer fields is in use or was refused."""
        rarer = (self.first, self.last, self.least, self.most, self.historical)
        return any(field.data or field.errors for field in rarer)

    def _in_order(self) -> bool:
        if self.first.data and self.last.data and self.first.data > self.last.data:
            self.last.errors = ["The last day must not come before the first."]
        if self.least.given and self.most.given and self.least.minor > self.most.minor:
            self.most.errors = ["This must not be less than the other amount."]
        return not self.errors


def address(wanted: PaymentFilter, currency: str) -> dict[str, str]:
    """A filter as the values of an address."""
    values = {
        "q": wanted.search,
        "state": wanted.state.value if wanted.state else "",
        "method": wanted.method.value if wanted.method else "",
        "from": wanted.first.isoformat() if wanted.first else "",
        "to": wanted.last.isoformat() if wanted.last else "",
        "least": plain_amount(wanted.least_minor, currency) if wanted.least_minor is not None else "",
        "most": plain_amount(wanted.most_minor, currency) if wanted.most_minor is not None else "",
        "historical": next((word for word, kind in _KINDS.items() if kind is wanted.historical), ""),
        "member": str(wanted.member_id) if wanted.member_id is not None else "",
    }
    return {name: value for name, value in values.items() if value}


def words(wanted: PaymentFilter, currency: str, member_name: str | None) -> dict[str, str]:
    """What each part of a filter says, by its name in the address."""
    return {
        "q": f"“{wanted.search}”",
        "state": wanted.state.label if wanted.state else "",
        "method": wanted.method.label if wanted.method else "",
        "from": f"From {long_date(wanted.first)}" if wanted.first else "",
        "to": f"To {long_date(wanted.last)}" if wanted.last else "",
        "least": f"At least {format_money(wanted.least_minor or 0, currency)}",
        "most": f"At most {format_money(wanted.most_minor or 0, currency)}",
        "historical": "Imported ones only" if wanted.historical else "Without imported ones",
        "member": member_name or "",
    }
