"""Something that fails for one member alone, as a row does that nobody foresaw."""

from __future__ import annotations

from typing import Any

import pytest

from sigma_finance.services.messages import outbox


def break_mail_to(monkeypatch: pytest.MonkeyPatch, member_id: int) -> None:
    """Writing to this member breaks off, in the middle of whatever transaction."""
    enqueue = outbox.enqueue

    def enqueue_or_break(**message: Any) -> None:
        member = message.get("member")
        if member is not None and member.id == member_id:
            raise ArithmeticError
        enqueue(**message)

    monkeypatch.setattr(outbox, "enqueue", enqueue_or_break)
