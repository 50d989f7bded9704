"""The filters of the two logs, as an address holds them."""

from __future__ import annotations

from collections.abc import Mapping

from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import MaybeDayField, OneOrAny, TextField
from sigma_finance.queries import audit
from sigma_finance.queries.payments import webhooks


class _LogForm(Form):
    """From which day to which; it only asks, so it needs no token."""

    class Meta(Form.Meta):
        """No token."""

        csrf = False

    first = MaybeDayField("From", name="from")
    last = MaybeDayField("To", name="to")

    def __init__(self, asked: Mapping[str, str]) -> None:
        super().__init__(asked)

    def taken(self) -> bool:
        """Whether the address can be taken; the fields say what cannot."""
        if self.validate() and self.first.data and self.last.data and self.first.data > self.last.data:
            self.last.errors = ["The last day must not come before the first."]
        return not self.errors


class EventsForm(_LogForm):
    """Which messages of Stripe are wanted."""

    q = TextField("Type or Stripe's reference", at_most=255, required=False)
    state = OneOrAny("Status", words=[(s.value, s.label) for s in EventState], anything="Any status")

    def read(self) -> webhooks.WebhookEventFilter | None:
        """The filter that the address describes, or None."""
        if not self.taken():
            return None
        state = EventState(self.state.data) if self.state.data else None
        return webhooks.WebhookEventFilter(self.q.text, state, self.first.data, self.last.data)


class AuditForm(_LogForm):
    """Which lines of the audit trail are wanted."""

    q = TextField("Done by", at_most=100, required=False)
    action = OneOrAny("What", words=[(a.value, a.label) for a in Action], anything="Anything")

    def read(self, *, member_id: int | None, payment: str) -> audit.AuditFilter | None:
        """The filter that the address describes, or None; a member or payment is named by a link alone."""
        if not self.taken():
            return None
        action = Action(self.action.data) if self.action.data else None
        return audit.AuditFilter(self.q.text, action, self.first.data, self.last.data, member_id, payment)


def events_address(wanted: webhooks.WebhookEventFilter) -> dict[str, str]:
    """A filter of Stripe's messages as the values of an address."""
    state = wanted.state.value if wanted.state else ""
    return _given({"q": wanted.search, "state": state, **_days(wanted)})


def events_words(wanted: webhooks.WebhookEventFilter) -> dict[str, str]:
    """What each part of it says."""
    state = wanted.state.label if wanted.state else ""
    return {"q": f"“{wanted.search}”", "state": state, **_day_words(wanted)}


def audit_address(wanted: audit.AuditFilter) -> dict[str, str]:
    """A filter of the audit trail as the values of an address."""
    values = {
        "q": wanted.who,
        "action": wanted.action.value if wanted.action else "",
        "member": str(wanted.member_id) if wanted.member_id is not None else "",
        "payment": wanted.payment,
    }
    return _given({**values, **_days(wanted)})


def audit_words(wanted: audit.AuditFilter, member_name: str) -> dict[str, str]:
    """What each part of it says."""
    words = {
        "q": f"By “{wanted.who}”",
        "action": wanted.action.label if wanted.action else "",
        "member": f"About {member_name}",
        "payment": f"About payment {wanted.payment}",
    }
    return {**words, **_day_words(wanted)}


def _given(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _days(wanted: audit.AuditFilter | webhooks.WebhookEventFilter) -> dict[str, str]:
    days = {"from": wanted.first, "to": wanted.last}
    return {name: day.isoformat() if day else "" for name, day in days.items()}


def _day_words(wanted: audit.AuditFilter | webhooks.WebhookEventFilter) -> dict[str, str]:
    days = {"from": wanted.first, "to": wanted.last}
    return {name: f"{name.capitalize()} {long_date(day)}" if day else "" for name, day in days.items()}
