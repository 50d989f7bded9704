"""Acts above the chapter's limit: done where one officer may, else asked of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sigma_finance.services import approvals
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.web import guards

ASKED = "This is above your chapter's limit. The other officers have been asked to approve it."


def do_or_ask(act: Callable[[], object], *, done: str, request: ApprovalRequest) -> str:
    """Do it, or ask the other officers for it where it takes two; returns what to say.

    How much it gives away is what the act itself says.
    """
    try:
        act()
    except NeedsSecond as second:
        wanted = replace(request, amount_minor=second.amount_minor)
        approvals.ask(chapter_id=guards.viewer().chapter_id, request=wanted, by=guards.actor())
        return ASKED
    return done
