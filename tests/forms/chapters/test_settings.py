"""A chapter's settings as its officers enter them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.policy import Frequency, LateFeeKind, Policy
from sigma_finance.forms.chapters.settings import SettingsForm
from sigma_finance.queries.chapters.settings import ChapterSettings
from tests.forms.filling import Filler

KEPT = ChapterSettings(
    name="Sigma Delta",
    accent="#1d4ed8",
    timezone="America/New_York",
    dues_minor=20050,
    neophyte_days=60,
    policy=Policy(
        fiscal_year_month=9,
        receipt_prefix="SDS",
        settle_first=(ChargeKind.FINE, ChargeKind.DUES),
        plans_offered=(Frequency.MONTHLY,),
        plan_installments=6,
        plans_end_on=date(2027, 5, 31),
        reminders=(-3, 0),
        late_fee=LateFeeKind.PERCENT,
        late_fee_share=250,
        late_fee_minor=500,
        card_fee_choice=True,
        second_person_above_minor=10000,
        officers_need_second_factor=True,
    ),
)


def begun(fill: Filler, kept: ChapterSettings = KEPT) -> SettingsForm:
    return fill(lambda: SettingsForm.of(kept, currency="USD", opened="mark"))


def sent(fill: Filler, **changes: Any) -> SettingsForm:
    """What is kept sent back as the page shows it, with these changes."""
    shown = {field.name: field.data for field in begun(fill)}
    shown |= {f"settle_first-{place}": kind for place, kind in enumerate(shown.pop("settle_first"))}
    typed = {
        name: "y" if value is True else value
        for name, value in (shown | changes).items()
        if value not in (None, False)
    }
    typed = {name: value.isoformat() if isinstance(value, date) else value for name, value in typed.items()}
    return fill(lambda: SettingsForm.of(KEPT, currency="USD", opened="later"), typed)


class TestTheForm:
    def test_begins_with_what_is_kept(self, fill: Filler) -> None:
        form = begun(fill)
        assert (form.dues.data, form.neophyte_days.data, form.late_fee_share.data) == ("200.50", "60", "2.5")
        assert form.settle_first.data == ["fine", "dues", "", ""]
        assert (form.plan_weekly.data, form.plan_monthly.data) == (False, True)
        assert form.opened.data == "mark"

    def test_that_is_sent_as_it_was_shown_changes_nothing(self, fill: Filler) -> None:
        form = sent(fill)
        assert form.validate(), form.errors
        assert form.settings(KEPT) == KEPT
        assert form.picture is None

    def test_takes_what_was_changed(self, fill: Filler) -> None:
        form = sent(
            fill,
            receipt_prefix="ab",
            dues="",
            plan_monthly=False,
            plan_weekly="y",
            **{"settle_first-2": "event"},
            no_logo="y",
        )
        assert form.validate(), form.errors
        changed = form.settings(KEPT)
        assert (changed.policy.receipt_prefix, changed.dues_minor) == ("AB", 0)
        assert changed.policy.plans_offered == (Frequency.WEEKLY,)
        assert changed.policy.settle_first == (ChargeKind.FINE, ChargeKind.DUES, ChargeKind.EVENT)
        assert changed.policy.reminders == KEPT.policy.reminders
        assert form.picture == b""

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("name", ""),
            ("accent", "red"),
            ("timezone", "Mars/Olympus"),
            ("dues", "x"),
            ("neophyte_days", "-1"),
            ("plan_installments", "1"),
            ("plan_installments", "53"),
            ("late_fee_grace_days", "366"),
            ("late_fee_share", "101"),
            ("late_fee", "odd"),
            ("settle_first-0", "odd"),
            ("receipt_prefix", "ABCDEFGHI"),
            ("fiscal_year_month", "13"),
        ],
    )
    def test_says_at_which_field_it_cannot_be_taken(self, fill: Filler, field: str, typed: str) -> None:
        form = sent(fill, **{field: typed})
        assert not form.validate()
        assert list(form.errors) == [field.partition("-")[0]]

    def test_offers_a_zone_that_is_kept_even_where_it_has_an_old_name(self, fill: Filler) -> None:
        old = ChapterSettings("X", "#1d4ed8", "US/Eastern", 0, 0, Policy())
        assert "US/Eastern" in [str(value) for value, *_ in begun(fill, old).timezone.iter_choices()]
