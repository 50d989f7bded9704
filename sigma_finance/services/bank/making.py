"""What a line of the bank becomes that is no entry yet: a fee, interest, a member's payment. Once per line."""

from __future__ import annotations

from dataclasses import dataclass

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.bank.matching import applies
from sigma_finance.domain.bank.words import BankCategory, MatchReason
from sigma_finance.domain.books.accounts import EntryKind, bank_account
from sigma_finance.domain.books.lines import Draft, PostingLine
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import BankLine, BankRule, Chapter
from sigma_finance.queries.bank import accounts
from sigma_finance.queries.bank import making as queries
from sigma_finance.queries.bank import matching as lines
from sigma_finance.queries.books import postings
from sigma_finance.services import audit, deciding
from sigma_finance.services.bank import matching
from sigma_finance.services.books import ledger
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.figures import version
from sigma_finance.services.payments import recording
from sigma_finance.services.payments.booking import BookingResult


@dataclass(frozen=True)
class PaymentOfLine:
    """Which member's payment a line is, and how it came in."""

    line_id: int
    member_id: int
    method: Method
    note: str = ""


@transactional
def make_entry(*, chapter_id: int, line_id: int, category: BankCategory, by: Actor) -> int:
    """Book a line as money that the bank itself took or gave; returns the entry's id.

    What left the bank counts towards the limit of one officer, whatever it is called. Raises Conflict for a line that
    is an entry already, NeedsSecond above the limit.
    """
    account, line = matching.locked(chapter_id, line_id)
    matching.require_open(line)
    if line.amount_minor < 0:
        deciding.require(chapter_id=chapter_id, member_ids=[], amount_minor=-line.amount_minor, by=by)
    entry_id = ledger.post(
        Draft(
            chapter_id=line.chapter_id,
            kind=category.kind,
            booked_on=line.booked_on,
            memo=line.description,
            lines=[
                PostingLine(bank_account(account.place), line.amount_minor),
                PostingLine(category.account, -line.amount_minor),
            ],
            actor_member_id=by.member_id,
        )
    )
    matching.write(account, [(line.id, entry_id, MatchReason.MADE)], by)
    note_made(line, category.label.lower(), by)
    return entry_id


@transactional
def take_back(*, chapter_id: int, line_id: int, by: Actor) -> None:
    """Reverse what was booked of a line as the bank's own money; the line is open again.

    Raises Conflict for a line of which nothing such was made, or that is reconciled.
    """
    account, line = matching.locked(chapter_id, line_id)
    matching.require_matched(account, line)
    made = queries.made_of(chapter_id=chapter_id, line_id=line.id)
    if made is None:
        raise Conflict("Only what was booked as the bank's own money can be taken back here.")
    matching.release(line, by)
    if line.amount_minor > 0:
        deciding.require(chapter_id=chapter_id, member_ids=[], amount_minor=line.amount_minor, by=by)
    chapter = db.session.get_one(Chapter, chapter_id)
    category = next(one for one in BankCategory if one.kind is made.kind)
    ledger.post(
        Draft(
            chapter_id=chapter_id,
            kind=category.reversal,
            booked_on=today_in(chapter.timezone),
            memo=line.description,
            lines=[
                PostingLine(bank_account(account.place), -line.amount_minor),
                PostingLine(category.account, line.amount_minor),
            ],
            reverses_entry_id=made.id,
            actor_member_id=by.member_id,
        )
    )
    _note(Action.BANK_LINE_REVERSED, line, category.label.lower(), by)


@transactional
def make_payment(*, chapter_id: int, request: PaymentOfLine, by: Actor) -> BookingResult:
    """Book a line as a member's payment, with its receipt.

    Raises Invalid for one that left the bank or a method whose money lies elsewhere, Conflict for a line that is an
    entry already, Forbidden for one's own payment where another officer may record it.
    """
    if request.method not in METHODS:
        raise Invalid("Choose how the money came to the bank.", field="method")
    account, line = matching.locked(chapter_id, request.line_id)
    matching.require_open(line)
    if line.amount_minor < 0:
        raise Invalid("This line left the bank, so it is no payment of a member.", field="member")
    done = recording.record(
        request=ManualPayment(
            chapter_id=chapter_id,
            member_id=request.member_id,
            amount_minor=line.amount_minor,
            method=request.method,
            received_on=line.booked_on,
            note=request.note or line.description,
            taken_by="",
            form_key=f"bank-line-{line.id}-{queries.matches_so_far(chapter_id=chapter_id, line_id=line.id)}",
            kept_on=account.place,
        ),
        by=by,
    )
    [entry] = postings.entries_of_payment(
        chapter_id=chapter_id, payment_id=done.payment_id, kind=EntryKind.PAYMENT
    )
    matching.write(account, [(line.id, entry.id, MatchReason.MADE)], by)
    note_made(line, "payment", by)
    return done


#: How a payment that stands on a statement can have come there.
METHODS = (Method.ZELLE, Method.CASH_APP, Method.BANK_TRANSFER)


@transactional
def save_rule(*, chapter_id: int, contains: str, category: BankCategory, by: Actor) -> int:
    """Save what lines become whose text holds these words; returns the rule's id. Raises Invalid for words in use."""
    contains = clean_text(contains, field="contains", label="The words", at_most=80)
    if sum(one.isalnum() for one in contains) < 4:
        raise Invalid("Give the rule at least four letters or digits, or it fits too much.", field="contains")
    if any(one.contains.casefold() == contains.casefold() for one in queries.rules(chapter_id=chapter_id)):
        raise Invalid("There is a rule for these words already.", field="contains")
    rule = BankRule(
        chapter_id=chapter_id, contains=contains, category=category, made_by_member_id=by.member_id
    )
    db.session.add(rule)
    db.session.flush()
    _note_rule(Action.BANK_RULE_SAVED, rule, by)
    return rule.id


@transactional
def end_rule(*, chapter_id: int, rule_id: int, by: Actor) -> None:
    """End a rule; what it booked stands. Raises NotFound, Conflict for one that is ended."""
    rule = queries.lock_rule(chapter_id=chapter_id, rule_id=rule_id)
    if rule is None:
        raise NotFound("There is no such rule in your chapter.")
    if rule.ended_at is not None:
        raise Conflict("This rule is ended already.")
    rule.ended_at = now()
    _note_rule(Action.BANK_RULE_ENDED, rule, by)


@dataclass(frozen=True)
class RulesApplied:
    """How many lines were booked by rules, and how many wait since they are above the limit of one officer."""

    made: int = 0
    above_limit: int = 0


def apply_rules(*, chapter_id: int, account_id: int, by: Actor) -> RulesApplied:
    """Book every open line of an account that exactly one rule fits, each by itself; raises NotFound for no account."""
    accounts.get_account(chapter_id=chapter_id, account_id=account_id)
    made = above = 0
    for line_id, category in fitting(chapter_id=chapter_id, account_id=account_id):
        try:
            make_entry(chapter_id=chapter_id, line_id=line_id, category=category, by=by)
        except NeedsSecond:
            above += 1
        else:
            made += 1
    return RulesApplied(made, above)


def fitting(*, chapter_id: int, account_id: int) -> list[tuple[int, BankCategory]]:
    """The open lines of an account that rules of one category fit, with that."""
    rules = queries.rules(chapter_id=chapter_id)
    if not rules:
        return []
    found = []
    for line in lines.open_lines(chapter_id=chapter_id, account_id=account_id):
        categories = {rule.category for rule in rules if applies(rule.contains, line.description)}
        if len(categories) == 1:
            found.append((line.id, categories.pop()))
    return found


def note_made(line: BankLine, category: str, by: Actor) -> None:
    """Write into the audit trail what a line became, in the transaction under way."""
    _note(Action.BANK_LINE_MADE, line, category, by)


def _note(action: Action, line: BankLine, category: str, by: Actor) -> None:
    audit.record(
        action,
        chapter_id=line.chapter_id,
        subject=("bank_lines", line.id),
        by=by,
        amount_minor=line.amount_minor,
        category=category,
    )
    version.changed(chapter_id=line.chapter_id)


def _note_rule(action: Action, rule: BankRule, by: Actor) -> None:
    audit.record(
        action,
        chapter_id=rule.chapter_id,
        subject=("bank_rules", rule.id),
        by=by,
        category=rule.category.label.lower(),
    )
