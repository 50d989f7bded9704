"""The filter of the history of payments, as an address holds it."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.forms.payments import history
from sigma_finance.forms.payments.history import HistoryForm
from sigma_finance.queries.payments.history import PaymentFilter
from tests.forms.filling import Filler

WANTED = PaymentFilter(
    search="Ada",
    state=PaymentState.SUCCEEDED,
    method=Method.CHECK,
    first=date(2026, 5, 4),
    last=date(2026, 5, 9),
    least_minor=0,
    most_minor=20050,
    historical=False,
    member_id=7,
)


def form(fill: Filler, asked: dict[str, str]) -> HistoryForm:
    return fill(lambda: HistoryForm(MultiDict(asked), currency="USD"))


class TestAFilter:
    @pytest.mark.parametrize("wanted", [WANTED, PaymentFilter(), PaymentFilter(historical=True)])
    def test_comes_back_from_the_address_as_it_was(self, fill: Filler, wanted: PaymentFilter) -> None:
        asked = form(fill, history.address(wanted, "USD"))
        assert asked.get(member_id=wanted.member_id) == wanted

    def test_is_said_in_words(self) -> None:
        assert history.words(WANTED, "USD", "Ada Byron") == {
            "q": "“Ada”",
            "state": "Paid",
            "method": "Check",
            "from": "From May 4, 2026",
            "to": "To May 9, 2026",
            "least": "At least $0.00",
            "most": "At most $200.50",
            "historical": "Without imported ones",
            "member": "Ada Byron",
        }

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"from": "May"}, "first"),
            ({"from": "2026-05-09", "to": "2026-05-04"}, "last"),
            ({"least": "x"}, "least"),
            ({"least": "5.00", "most": "4.99"}, "most"),
            ({"q": "x" * 101}, "q"),
        ],
    )
    def test_says_what_cannot_be_taken(self, fill: Filler, asked: dict[str, str], field: str) -> None:
        found = form(fill, asked)
        assert found.read(member_id=None) is None
        assert list(found.errors) == [field]
        with pytest.raises(Invalid):
            form(fill, asked).get(member_id=None)

    def test_reads_over_words_that_there_are_not(self, fill: Filler) -> None:
        asked = {"state": "odd", "method": "odd", "historical": "perhaps"}
        assert form(fill, asked).get(member_id=None) == PaymentFilter()

    @pytest.mark.parametrize(
        ("asked", "unfolded"), [({"q": "Ada"}, False), ({"least": "5"}, True), ({"from": "x"}, True)]
    )
    def test_unfolds_the_rarer_fields_where_they_are_in_use(
        self, fill: Filler, asked: dict[str, str], unfolded: bool
    ) -> None:
        found = form(fill, asked)
        found.read(member_id=None)
        assert found.unfolded is unfolded
