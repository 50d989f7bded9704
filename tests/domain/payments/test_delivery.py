"""Where a webhook event and an outgoing message can stand."""

from __future__ import annotations

import pytest

from sigma_finance.domain.payments.delivery import Delivery, EventState, MessageState, outweighs


class TestAnEvent:
    @pytest.mark.parametrize(
        ("state", "final"),
        [
            (EventState.RECEIVED, False),
            (EventState.FAILED, False),
            (EventState.APPLIED, True),
            (EventState.IGNORED, True),
            (EventState.QUARANTINED, True),
        ],
    )
    def test_is_handled_again_until_it_is_final(self, state: EventState, final: bool) -> None:
        assert state.final is final
        aside = state is EventState.QUARANTINED
        assert state.label == ("Set aside" if aside else state.value.capitalize())


class TestAMessage:
    def test_that_was_withheld_says_where_it_is_shown(self) -> None:
        assert MessageState.WITHHELD.label == "In the app only"
        assert MessageState.SENT.label == "Sent"


class TestNews:
    @pytest.mark.parametrize("new", list(Delivery))
    def test_is_taken_where_nothing_is_known(self, new: Delivery) -> None:
        assert outweighs(new, None)
        assert not outweighs(new, new)

    @pytest.mark.parametrize(
        ("new", "known", "taken"),
        [
            (Delivery.DELIVERED, Delivery.DELAYED, True),
            (Delivery.DELAYED, Delivery.DELIVERED, False),
            (Delivery.BOUNCED, Delivery.DELIVERED, True),
            (Delivery.DELIVERED, Delivery.BOUNCED, False),
            (Delivery.DROPPED, Delivery.BOUNCED, True),
        ],
    )
    def test_that_comes_in_any_order_ends_the_same(self, new: Delivery, known: Delivery, taken: bool) -> None:
        assert outweighs(new, known) is taken

    def test_of_mail_that_did_not_arrive_says_so(self) -> None:
        assert [d for d in Delivery if d.came_back] == [Delivery.BOUNCED, Delivery.DROPPED]
        assert Delivery.BOUNCED.label == "Bounced"
