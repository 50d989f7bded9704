"""Every kind of entry is told to its member, or a reason stands why not."""

from __future__ import annotations

import pytest

from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.messages.movements import TOLD_BY, UNTOLD
from sigma_finance.gateways.messaging import render


class TestAnEntry:
    @pytest.mark.parametrize("kind", EntryKind)
    def test_is_told_or_says_why_it_is_not(self, kind: EntryKind) -> None:
        assert (kind in TOLD_BY) != (kind in UNTOLD)
        assert kind in TOLD_BY or UNTOLD[kind]

    @pytest.mark.parametrize("kind", sorted({name for names in TOLD_BY.values() for name in names}))
    def test_is_told_by_a_message_that_stands_in_the_app_and_that_nobody_can_mute_unseen(
        self, kind: str
    ) -> None:
        assert render.get_kind(kind).in_app
