"""What a person says of a file."""

from __future__ import annotations

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.answers import NONE, Answers, UnansweredColumns


def test_nothing_is_said_unless_somebody_says_it() -> None:
    assert Answers() == NONE
    assert (NONE.columns, NONE.dates, NONE.amounts, NONE.seen_before) == ({}, None, None, None)


def test_what_is_open_is_a_refusal_that_can_be_mended() -> None:
    refusal = UnansweredColumns("Say what column F is.", field="columns")
    assert isinstance(refusal, Invalid)
    assert refusal.message == "Say what column F is."
