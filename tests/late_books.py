"""Books in which a member is long past due."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from sigma_finance.domain.dates import now
from sigma_finance.domain.policy import LateFeeKind, Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from tests.books import Books, charge, open_books

RULES = Policy(late_fee=LateFeeKind.FLAT, late_fee_minor=1500, late_fee_grace_days=7, reminders=(30,))


def late_books() -> Books:
    with time_machine.travel(now() - timedelta(days=60), tick=False):
        made = open_books()
        db.session.get_one(Chapter, made.chapter_id).policy = RULES.kept()
        db.session.commit()
        charge(made, made.members[0], due_in=30)
    return made
