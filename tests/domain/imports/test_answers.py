"""What a person says of a file."""

from __future__ import annotations

import json

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.answers import (
    NONE,
    Answers,
    HiddenRows,
    LookAlikes,
    SeenBefore,
    UnansweredColumns,
    read_kept,
)
from sigma_finance.domain.imports.customs import AmountStyle, DateOrder


def test_nothing_is_said_unless_somebody_says_it() -> None:
    assert Answers() == NONE
    assert (NONE.columns, NONE.dates, NONE.amounts, NONE.seen_before) == ({}, None, None, None)


def test_what_is_open_is_a_refusal_that_can_be_mended() -> None:
    refusal = UnansweredColumns("Say what column F is.", field="columns")
    assert isinstance(refusal, Invalid)
    assert refusal.message == "Say what column F is."


def test_what_was_said_is_kept_as_json_and_read_again() -> None:
    said = Answers(
        {"F": "status"},
        next(iter(DateOrder)),
        next(iter(AmountStyle)),
        SeenBefore.NEW,
        HiddenRows.LEAVE,
        LookAlikes.NEW,
    )
    for answers in (said, NONE):
        assert read_kept(json.loads(json.dumps(answers.kept()))) == answers
    assert read_kept({"seen_before": "new"}) == Answers(seen_before=SeenBefore.NEW)
