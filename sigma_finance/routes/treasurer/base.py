"""What the officers' pages share: their blueprint, what an address may hold, and forms that come back refused."""

from __future__ import annotations

import re
from datetime import date
from types import TracebackType
from typing import Any

from flask import Blueprint, abort, render_template, request

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.money import format_money
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import refuse
from sigma_finance.services.payments.booking import BookingResult
from sigma_finance.web import guards

blueprint = Blueprint("treasurer", __name__, url_prefix="/treasurer")

_REFERENCE = re.compile(r"[A-Z0-9-]{1,32}")
_NUMBER = re.compile(r"[0-9]{1,18}")


@blueprint.url_value_preprocessor
def only_what_can_exist(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Nothing has a reference of another shape or an id beyond 18 digits, so the database need not be asked."""
    for name, value in (values or {}).items():
        if name in ("kind", "report"):  # of a file, of the books; their addresses are spelt out
            continue
        pattern = _REFERENCE if name in ("reference", "sending") else _NUMBER
        if not pattern.fullmatch(str(value)):
            abort(404)


def today() -> date:
    """Today's date where the viewer's chapter is."""
    return today_in(guards.viewer().timezone)


def number_given(name: str) -> int | None:
    """The id that the address names, if it is one."""
    text = request.args.get(name, "")
    return int(text) if _NUMBER.fullmatch(text) else None


def text_given(name: str) -> str:
    """What the address says of this, on one line, at most 100 characters."""
    return re.sub(r"[\x00-\x1f\x7f]", " ", request.args.get(name, "")).strip()[:100]


def cursor_given() -> Cursor:
    """Where in a list the address points."""
    return Cursor(after=number_given("after"), before=number_given("before"))


def taken(form: Form) -> bool:
    """Whether the form was sent and everything in it can be taken."""
    return request.method == "POST" and form.validate()


def form_page(template: str, form: Form, **values: Any) -> tuple[str, int]:
    """A page with a form; one that came back with errors is unprocessable."""
    return render_template(template, form=form, **values), 422 if form.errors else 200


def received(recorded: BookingResult) -> str:
    """What to say of money that has been booked: its receipt, and the credit that the member has now."""
    said = f"Receipt {recorded.receipt_number}."
    if recorded.credit_minor:
        said += f" The member has {format_money(recorded.credit_minor, guards.viewer().currency)} in credit."
    return said


class FormRefusals:
    """A block whose refusals are shown in the form that led to it; what follows it shows the form again."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Take a refusal that the person can mend, let the rest pass."""
        if not isinstance(error, (Invalid, Conflict)):
            return False
        refuse(self.form, error)
        return True
