"""An account reconciled through a day: the books explain what the bank held, and nothing is booked there any more."""

from __future__ import annotations

from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.bank import reconciling as rules
from sigma_finance.domain.dates import today_in
from sigma_finance.extensions import db
from sigma_finance.models import BankReconciliation, Chapter
from sigma_finance.queries.bank import accounts
from sigma_finance.queries.bank import reconciling as queries
from sigma_finance.services import audit
from sigma_finance.services.figures import version


@transactional
def reconcile(*, chapter_id: int, account_id: int, through: date, closing_minor: int, by: Actor) -> int:
    """Reconcile an account to what its statement closes with on a day; returns the reconciliation's id.

    From then on its lines up to that day stay matched, and nothing is booked on it up to that day. Raises Invalid for
    another day, Conflict where the books do not explain the balance.
    """
    chapter = db.session.get_one(Chapter, chapter_id)
    account = accounts.lock_account(chapter_id=chapter_id, account_id=account_id)
    rules.check_day(
        through,
        today=today_in(chapter.timezone),
        begins_on=account.begins_on,
        reconciled_through=account.reconciled_through,
    )
    facts = accounts.get_account(chapter_id=chapter_id, account_id=account_id)
    found = queries.figures(chapter_id=chapter_id, account=facts, through=through)
    rules.check_agrees(found, closing_minor, chapter.currency)
    made = BankReconciliation(
        chapter_id=chapter_id,
        bank_account_id=account.id,
        through=through,
        closing_minor=closing_minor,
        book_minor=found.book_minor,
        outstanding_minor=found.outstanding_minor - found.early_minor,
        made_by_member_id=by.member_id,
    )
    account.reconciled_through, account.reconciled_minor = through, closing_minor
    db.session.add(made)
    db.session.flush()
    audit.record(
        Action.BANK_RECONCILED,
        chapter_id=chapter_id,
        subject=("bank_accounts", account.id),
        by=by,
        through_on=through.isoformat(),
        closing_minor=closing_minor,
        outstanding_minor=made.outstanding_minor,
    )
    version.changed(chapter_id=chapter_id)
    return made.id
