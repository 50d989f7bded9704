"""To whom the treasurer's office goes."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.forms.members.handovers import HandoverForm
from sigma_finance.queries.members.members import Choice
from tests.forms.filling import Filler

PEOPLE = [Choice(1, "Ada", None, True, 0), Choice(2, "Tess", None, True, 0)]


class TestAHandover:
    def sent(self, fill: Filler, **typed: str) -> HandoverForm:
        form = fill(HandoverForm, typed)
        form.ask(PEOPLE, besides=2)
        return form

    def test_goes_to_anybody_but_the_treasurer(self, fill: Filler) -> None:
        form = self.sent(fill, member="1", ends_on="2027-06-30")
        assert form.validate(), form.errors
        assert (form.offer.member_id, form.offer.term_ends_on) == (1, date(2027, 6, 30))

    @pytest.mark.parametrize("member", ["2", "", "9"])
    def test_goes_to_nobody_else(self, fill: Filler, member: str) -> None:
        form = self.sent(fill, member=member)
        assert not form.validate()
        assert list(form.errors) == ["member"]
