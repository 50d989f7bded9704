"""A chapter's settings as its officers enter them."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from wtforms import BooleanField, FieldList, HiddenField

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import zone_names
from sigma_finance.domain.policy import LONGEST_DAYS, MOST_INSTALLMENTS, Frequency, LateFeeKind
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    ColourField,
    MaybeDayField,
    MaybeMoneyField,
    MaybeUploadField,
    OneOf,
    ShareField,
    TextField,
    WholeField,
    plain,
)
from sigma_finance.queries.chapters.settings import ChapterSettings

_KINDS = [("", "By due date"), *((kind.value, kind.label) for kind in ChargeKind)]
#: Empty rows below the kinds that are settled first.
SPARE_PLACES = 2
_MONTHS = [(str(number), calendar.month_name[number]) for number in range(1, 13)]


class PlaceField(OneOf):
    """A kind of charge, or none."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, choices=_KINDS, **options)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        if self.data:
            super().pre_validate(form)


class PlacesField(FieldList):  # type: ignore[type-arg]  # generic for the checker alone
    """Kinds of charge in an order, one a row; empty rows are left out."""

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Refuse what is wrong in any row, and say so once for the list."""
        super().validate(form, extra_validators)
        self.errors = [str(message) for row in self.entries for message in row.errors]
        return not self.errors


class SettingsForm(Form):
    """Every setting by the name that it is kept under; ``opened`` marks what the page showed when it was opened."""

    name = TextField("Name", at_most=120)
    accent = ColourField("Colour")
    logo = MaybeUploadField("Logo")
    no_logo = BooleanField("Show no logo")
    timezone = OneOf("Time zone")
    dues = MaybeMoneyField("Usual dues")
    neophyte_days = WholeField("Days of grace", least=0, most=LONGEST_DAYS)
    neophytes_charged = BooleanField("Charge neophytes dues")
    plan_weekly = BooleanField("Weekly")
    plan_monthly = BooleanField("Monthly")
    plan_quarterly = BooleanField("Quarterly")
    plan_installments = WholeField("Installments at most", least=2, most=MOST_INSTALLMENTS)
    plans_end_on = MaybeDayField("Last installment by")
    late_fee = OneOf("Late fee", choices=[(kind.value, kind.label) for kind in LateFeeKind])
    late_fee_minor = MaybeMoneyField("Fixed amount")
    late_fee_share = ShareField("Share of what is past due, in per cent")
    late_fee_grace_days = WholeField("Days after the due date", least=0, most=365)
    late_fee_threshold_minor = MaybeMoneyField("Not below")
    late_fee_cap_minor = MaybeMoneyField("At most")
    card_fee_choice = BooleanField("Let members cover the card fee")
    card_fee_share = ShareField("Stripe's share, in per cent")
    card_fee_fixed_minor = MaybeMoneyField("Stripe's fixed part")
    bounced_check_fee_minor = MaybeMoneyField("Fee for a bounced check")
    second_person_above_minor = MaybeMoneyField("Two people above")
    donations_open = BooleanField("Take donations on a public page")
    dues_use_shown = BooleanField("Show members where their dues go")
    fiscal_year_month = OneOf("Fiscal year begins in", choices=_MONTHS)
    receipt_prefix = TextField("Receipt prefix", at_most=8)
    settle_first = PlacesField(
        PlaceField("Kind of charge"), "Settled first", min_entries=1, max_entries=len(ChargeKind)
    )
    officers_need_second_factor = BooleanField("Ask officers for a second sign-in step")
    opened = HiddenField()

    @classmethod
    def of(cls, settings: ChapterSettings, *, currency: str, opened: str) -> SettingsForm:
        """The form as it begins with what is kept; amounts in ``currency``."""
        form = cls(data=_begin(settings, currency, opened))
        zones = {*zone_names(), settings.timezone}
        form.timezone.choices = [(zone, zone.replace("_", " ")) for zone in sorted(zones)]
        for field in form:
            if isinstance(field, MaybeMoneyField):
                field.currency = currency
        return form

    @property
    def picture(self) -> bytes | None:
        """The logo that was sent, empty to show none, None to leave it as it is."""
        return b"" if self.no_logo.data else self.logo.given

    def settings(self, kept: ChapterSettings) -> ChapterSettings:
        """What was entered, once it is valid; what the form does not ask stays as ``kept``."""
        offered = {
            Frequency.WEEKLY: self.plan_weekly,
            Frequency.MONTHLY: self.plan_monthly,
            Frequency.QUARTERLY: self.plan_quarterly,
        }
        policy = replace(
            kept.policy,
            fiscal_year_month=int(self.fiscal_year_month.data),
            receipt_prefix=self.receipt_prefix.text.upper(),
            settle_first=tuple(ChargeKind(place) for place in self.settle_first.data if place),
            neophytes_charged=bool(self.neophytes_charged.data),
            donations_open=bool(self.donations_open.data),
            dues_use_shown=bool(self.dues_use_shown.data),
            bounced_check_fee_minor=self.bounced_check_fee_minor.minor,
            second_person_above_minor=self.second_person_above_minor.minor,
            card_fee_choice=bool(self.card_fee_choice.data),
            card_fee_share=self.card_fee_share.share,
            card_fee_fixed_minor=self.card_fee_fixed_minor.minor,
            plans_offered=tuple(frequency for frequency, field in offered.items() if field.data),
            plan_installments=self.plan_installments.number,
            plans_end_on=self.plans_end_on.data,
            late_fee=LateFeeKind(self.late_fee.data),
            late_fee_minor=self.late_fee_minor.minor,
            late_fee_share=self.late_fee_share.share,
            late_fee_grace_days=self.late_fee_grace_days.number,
            late_fee_threshold_minor=self.late_fee_threshold_minor.minor,
            late_fee_cap_minor=self.late_fee_cap_minor.minor,
            officers_need_second_factor=bool(self.officers_need_second_factor.data),
        )
        return ChapterSettings(
            name=self.name.text,
            accent=self.accent.colour,
            timezone=str(self.timezone.data),
            dues_minor=self.dues.minor,
            neophyte_days=self.neophyte_days.number,
            policy=policy,
        )


def _begin(settings: ChapterSettings, currency: str, opened: str) -> dict[str, Any]:
    """What the fields begin with, by their names."""
    policy = settings.policy
    shown: dict[type, Callable[[Any], Any]] = {int: str}
    facts = {
        name: shown.get(type(value), lambda same: same)(value)
        for name, value in vars(policy).items()
        if name not in ("settle_first", "plans_offered")
    }
    money = {name: plain(value, currency) for name, value in vars(policy).items() if name.endswith("_minor")}
    shares = {name: _percent(value) for name, value in vars(policy).items() if name.endswith("_share")}
    plans = {f"plan_{frequency.value}": frequency in policy.plans_offered for frequency in Frequency}
    return {
        **facts,
        **money,
        **shares,
        **plans,
        "name": settings.name,
        "accent": settings.accent,
        "timezone": settings.timezone,
        "dues": plain(settings.dues_minor, currency),
        "neophyte_days": str(settings.neophyte_days),
        "settle_first": [*policy.settle_first, *[""] * SPARE_PLACES][: len(ChargeKind)],
        "opened": opened,
    }


def _percent(share: int) -> str:
    """Hundredths of a per cent as a form shows them: 2.9."""
    return f"{share // 100}.{share % 100:02d}".rstrip("0").rstrip(".") if share else ""
