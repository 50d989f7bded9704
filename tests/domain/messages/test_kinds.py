"""Kinds of message: what leaves first."""

from __future__ import annotations

from sigma_finance.domain.messages.kinds import Haste, MessageKind


class TestHaste:
    def test_puts_who_waits_before_anybody_and_what_goes_to_many_last(self) -> None:
        assert sorted(Haste, reverse=True) == [Haste.BULK, Haste.ORDINARY, Haste.AWAITED]


class TestAKind:
    def test_that_says_nothing_of_itself_always_goes_out_by_mail_alone(self) -> None:
        kind = MessageKind("invite")
        assert (kind.topic, kind.in_app, kind.haste) == (None, False, Haste.ORDINARY)
