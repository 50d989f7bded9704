"""A chapter with something of everything, so that each page can be looked at with its lists and marks filled."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyotp
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.approvals import Act
from sigma_finance.domain.books.accounts import Account, ChargeKind, EntryKind
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.chapters.requests import NewChapter
from sigma_finance.domain.dates import now
from sigma_finance.domain.dues.requests import PlanTerms
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.domain.members.handovers import HandoverState
from sigma_finance.domain.members.invite_lists import read_list
from sigma_finance.domain.members.invites import proof
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.members.requests import Appointment, InviteRequest, Offer
from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.domain.payments.delivery import EventState, MessageState
from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.domain.payments.payments import DisputeState, Method, PaymentState, RefundState
from sigma_finance.domain.payments.payouts import PayoutState
from sigma_finance.domain.payments.refunds import HandRefund, StillOwed
from sigma_finance.domain.payments.requests import DonationEntry, Gift, NewCreditReturn, NewRefund
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Frequency, Policy
from sigma_finance.domain.spending.categories import CategoryKind
from sigma_finance.domain.spending.requests import NewCount
from sigma_finance.domain.topics import Topic
from sigma_finance.extensions import db, secret_keys
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.gateways.spreadsheets import reading
from sigma_finance.models import (
    AutopayMandate,
    Chapter,
    Dispute,
    Handover,
    HandoverBooks,
    JournalEntry,
    Member,
    OutboxMessage,
    Payment,
    Refund,
    WebhookEvent,
)
from sigma_finance.queries.dues import periods
from sigma_finance.queries.payments import disputes as dispute_queries
from sigma_finance.services import approvals
from sigma_finance.services import files as stored
from sigma_finance.services.books import closing
from sigma_finance.services.books.documents import Sender
from sigma_finance.services.chapters import chapters, platform
from sigma_finance.services.dues import charges, plans
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.services.imports import files, history, roster_undoing
from sigma_finance.services.imports import roster as rosters
from sigma_finance.services.logins import mailed_links, second_factor
from sigma_finance.services.members import bulk_invites, handovers, invites, members, officers
from sigma_finance.services.members.bulk_invites import ListRequest
from sigma_finance.services.messages import stop_links
from sigma_finance.services.payments import (
    answering,
    autopay_setup,
    booking,
    checkout,
    credit_returns,
    deposits,
    disputes,
    donations,
    pay_links,
    recording,
    refunding,
    reversing,
)
from sigma_finance.services.spending import categories, reimbursements
from sigma_finance.services.spending import moves as cash_moves
from tests import banking, rows, spending
from tests.people import People, Person, add_person, add_to_member_list
from tests.pictures import picture
from tests.routes.house import House, pay_cash
from tests.routes.treasurer import desk

LONG_NAME = "Wilhelmina Featherstonehaugh-Cholmondeley of Saxe-Coburg"

Names = dict[str, object]


def furnish(house: House, sandbox: Sandbox) -> Names:
    """Fill the chapter; returns what the addresses of its pages name."""
    return (
        roster(house)
        | owed(house)
        | by_hand(house)
        | by_card(house, sandbox)
        | invited(house)
        | mailed(house)
        | imported(house)
        | at_the_bank(house)
        | rosters_of(house)
        | given(house)
        | planned(house)
        | asked(house)
        | by_links(house, sandbox)
        | in_excess(house, sandbox)
        | gone_back(house, sandbox)
        | disputed(house, sandbox)
        | on_autopay(house, sandbox)
        | troubles(house)
        | officers_of(house)
        | handed_over(house)
        | accounts_of(house)
        | platform_of(house)
        | spent_by(house)
    )


def spent_by(house: House) -> Names:
    """Categories, an expense, a bill, a transfer, a count, and what a member asks to have back with a receipt."""
    chapter_id, ada = house.ada.chapter_id, house.ada
    by = spending.acting(house.tess)
    people = People(chapter_id, house.slug, "", ada, house.tess, house.tess, house.tess)
    for kind, name in (
        (CategoryKind.EXPENSE, "Food and drinks"),
        (CategoryKind.EXPENSE, "Rent of the hall, the garden and everything that comes with them"[:60]),
        (CategoryKind.INCOME, "Fundraisers"),
    ):
        categories.add(chapter_id=chapter_id, kind=kind, name=name, by=by)
    spent = spending.spend(people, 6400, paid=spending.by_check())
    bill = spending.enter_bill(people, 85000, payee=LONG_NAME, what="The hall for the fall formal")
    transfer = spending.move(people, Account.CASH_BANK, Account.PETTY_CASH, 5000)
    count = NewCount(chapter_id, Account.PETTY_CASH, 4900, desk.today(), "", secrets.token_urlsafe(16))
    cash_moves.count(request=count, by=by)
    request = spending.a_reimbursement(ada, 3250)
    file = stored.NewFile(picture("JPEG", 600, 800), "IMG_2041.jpeg")
    with stored.kept(chapter_id=chapter_id, member_id=ada.member_id, file=file, field="receipt") as file_ids:
        asked_back = reimbursements.ask(request=request, file_ids=file_ids, by=spending.acting(ada))
    return {
        "spent": spent,
        "bill": bill,
        "transfer": transfer,
        "category": spending.category_id(people),
        "asked_back": asked_back,
        "receipt_token": stored.sign(chapter_id=chapter_id, member_id=ada.member_id, file_id=file_ids[0]),
    }


def roster(house: House) -> Names:
    """Members with a long name, without an address, and with a second step of signing in half set up."""
    chapter_id = house.tess.chapter_id
    add_to_member_list(chapter_id, LONG_NAME, f"{'wilhelmina.' * 4}f@example.org")
    sue = add_person(chapter_id, "Sue Secretary", "sue@example.org", Role.SECRETARY)
    add_person(chapter_id, "Alma Admin", "alma@example.org", Role.ADMIN)
    second_factor.begin(user_id=sue.user_id)
    setup = second_factor.standing(user_id=sue.user_id, email=sue.email).setup
    assert setup is not None
    charles = add_to_member_list(chapter_id, "Charles Babbage", None)
    _charge(chapter_id, charles, "Late fee for the retreat", 2500, due_in=-10)
    return {"phone": AuthenticatorCode(setup.secret), "charles": charles}


def accounts_of(house: House) -> Names:
    """Accounts at Stripe of the chapter's own: one that is ready, one that lacks much, one that is gone."""
    chapter_id = house.tess.chapter_id
    lacks = ["The bank account that payouts go to", "Who represents the chapter", "A document " * 12]
    rows.own_account(chapter_id, state=AccountState.GONE, gone_at=now(), name=LONG_NAME)
    rows.own_account(chapter_id, state=AccountState.RESTRICTED, wants=lacks)
    return {"own_account": rows.own_account(chapter_id, name="Sigma Delta Sigma", payouts=True)}


def at_the_bank(house: House) -> Names:
    """A bank account with lines that nobody matched, and a statement that waits."""
    by = Actor(ActorKind.PERSON, house.tess.user_id, house.tess.member_id)
    account, file, statement, line, _ = banking.furnish(house.tess.chapter_id, by)
    return {
        "bank": account,
        "bank_file": file,
        "statement": statement,
        "bank_line": line,
        "bank_in": line - 1,
    }


def platform_of(house: House) -> Names:
    """Somebody who runs the platform, with a second step half set up, and a suspended chapter."""
    pat = add_person(house.tess.chapter_id, "Pat Platform", "pat@example.org")
    platform.set_admin(email=pat.email, by=OPERATOR)
    second_factor.begin(user_id=pat.user_id)
    setup = second_factor.standing(user_id=pat.user_id, email=pat.email).setup
    assert setup is not None
    gone = chapters.create(chapter=NewChapter("Gamma Mu", "gm", "USD", "America/New_York"), by=OPERATOR)
    platform.suspend(chapter_id=gone, because="It was closed by the national body.", by=OPERATOR)
    theirs = house.stranger.chapter_id
    return {
        "pat": pat.user_id,
        "pats_phone": AuthenticatorCode(setup.secret),
        "their_chapter": theirs,
        "suspended_chapter": gone,
    }


@dataclass(frozen=True)
class AuthenticatorCode:
    """An authenticator app: its text is the code that it shows now."""

    secret: str

    def __str__(self) -> str:
        return pyotp.TOTP(self.secret).now()


def owed(house: House) -> Names:
    """A period that everybody is charged for, one that nobody is, and a charge that is waived in part."""
    period = desk.period(house)
    desk.assess(house, period)
    chapter_id, ada = house.ada.chapter_id, house.ada.member_id
    soon = _charge(chapter_id, ada, "Fall retreat", 12000, due_in=5)
    charges.waive(chapter_id=chapter_id, charge_id=soon, amount_minor=3000, reason="Hardship", by=OPERATOR)
    return {
        "ada": ada,
        "period": period,
        "next": desk.period(house, "2027-28", due_in=300),
        "charges": periods.batches(chapter_id=chapter_id)[0].id,
        "charge": soon,
        "closing": closing.close(chapter_id=chapter_id, through=date(2020, 1, 31), by=OPERATOR),
        "entry": db.session.scalars(select(JournalEntry.id).where(JournalEntry.charge_id == soon)).first(),
    }


def _charge(chapter_id: int, member_id: int, what: str, amount_minor: int, *, due_in: int) -> int:
    due_on = desk.today() + timedelta(days=due_in)
    request = NewCharge(member_id, ChargeKind.FEE, what, amount_minor, due_on)
    return charges.charge(chapter_id=chapter_id, request=request, by=OPERATOR)


def by_hand(house: House) -> Names:
    """Cash that counts, cash that was taken back, a report that waits, one that was declined, and credit."""
    cash, taken_back = pay_cash(house.ada, 1000), pay_cash(house.ada, 700)
    reversing.reverse(
        chapter_id=house.ada.chapter_id,
        payment_id=taken_back.payment_id,
        reason="Recorded twice",
        by=OPERATOR,
    )
    pay_cash(house.ben, 25000)
    deposit = deposits.deposit(
        chapter_id=house.ada.chapter_id,
        payment_ids=[cash.payment_id],
        deposited_on=desk.today(),
        note="Slip 7",
        by=OPERATOR,
    )
    back = NewCreditReturn(
        house.ben.chapter_id, house.ben.member_id, 500, Method.CASH, desk.today(), "", secrets.token_hex(8)
    )
    declined = desk.report(house.ada, 4500, Method.CHECK)
    recording.reject(
        chapter_id=house.ada.chapter_id,
        payment_id=_id(declined),
        reason="No such check came in.",
        by=OPERATOR,
    )
    return {
        "cash": cash.reference,
        "void": taken_back.reference,
        "reported": desk.report(house.ada, 5000),
        "rejected": declined,
        "unmatched": desk.unmatched(house),
        "deposit": deposit,
        "credit_return": credit_returns.return_credit(request=back, by=OPERATOR),
        "ben": house.ben.member_id,
    }


def by_card(house: House, sandbox: Sandbox) -> Names:
    """A card payment of which a part went back and a part is disputed, a debit under way, a decline, an unknown end."""
    card = _press_pay(house.ada, 5000)
    sandbox.pay(card.stripe_session_id or "")
    _come_back(card)
    whole = _press_pay(house.ada, 2000)
    sandbox.pay(whole.stripe_session_id or "")
    _come_back(whole)
    desk.under_way(house.ada, 6000)
    declined = _press_pay(house.ada, 3000)
    sandbox.decline(declined.stripe_session_id or "")
    _come_back(declined)
    with_payment = {"chapter_id": card.chapter_id, "payment_id": card.id}
    went_back = {"stripe_refund_id": "re_1", "amount_minor": 1000, "state": RefundState.SUCCEEDED}
    asked_back = {"stripe_dispute_id": "du_1", "amount_minor": 4000, "state": DisputeState.OPEN}
    db.session.add_all([Refund(**with_payment, **went_back), Dispute(**with_payment, **asked_back)])
    db.session.commit()
    payout, payout_line = rows.payout(whole.chapter_id, whole.id, shared=True)
    rows.payout(
        whole.chapter_id, automatic=False, state=PayoutState.FAILED, failure="The bank account is closed."
    )
    return {
        "payout": payout,
        "payout_line": payout_line,
        "card": card.reference,
        "whole": whole.reference,
        "declined": declined.reference,
        "under_way": _newest(house.ada, PaymentState.PROCESSING).reference,
        "unknown": _attempt(house.ada, PaymentState.CREATED),
        "failed": _attempt(house.ada, PaymentState.FAILED),
    }


def _press_pay(person: Person, amount_minor: int) -> Payment:
    checkout.start(
        chapter_id=person.chapter_id, member_id=person.member_id, amount_minor=amount_minor, by=OPERATOR
    )
    return _newest(person, PaymentState.PENDING)


def _come_back(payment: Payment) -> None:
    checkout.settle_return(
        chapter_id=payment.chapter_id,
        member_id=payment.member_id or 0,
        reference=payment.reference,
        session_id=None,
    )


def _newest(person: Person, state: PaymentState) -> Payment:
    db.session.rollback()
    theirs = select(Payment).where(Payment.member_id == person.member_id, Payment.state == state)
    return db.session.scalars(theirs.order_by(Payment.id.desc()).limit(1)).one()


def _id(reference: str) -> int:
    return db.session.scalars(select(Payment.id).where(Payment.reference == reference)).one()


def _attempt(person: Person, state: PaymentState) -> str:
    payment = Payment(
        chapter_id=person.chapter_id,
        member_id=person.member_id,
        reference=new_reference(),
        method=Method.BANK_DEBIT,
        state=state,
        amount_minor=2000,
        problem="" if state is PaymentState.CREATED else "The bank account is closed.",
    )
    db.session.add(payment)
    db.session.commit()
    return payment.reference


def invited(house: House) -> Names:
    """Invites of each kind: to an address, to a member, an open code, one for a person of another chapter."""
    ours, theirs = house.tess.chapter_id, house.stranger.chapter_id
    named = _invite(ours, email="new@example.org")
    known = _invite(theirs, email=house.ada.email)
    gone = _invite(ours, email="gone@example.org")
    invites.revoke(chapter_id=ours, invite_id=gone.id, issuer_role=Role.ADMIN, by=OPERATOR)
    open_code = _invite(ours, max_uses=30)
    officers = _invite(ours, email="officer@example.org", role=Role.SECRETARY)
    return {
        "invite": named.id,
        "code": named.code,
        "open_code": open_code.code,
        "officers_code": officers.code,
        "known_code": known.code,
        "known_proof": proof(known.id, house.ada.email, keys=secret_keys()),
        "gone_code": gone.code,
        "their_code": _invite(theirs, max_uses=5).code,
        "sending": _sending(ours),
    }


def _sending(chapter_id: int) -> str:
    """Invites sent together, of which one waits and one did not arrive."""
    people = read_list("waits@example.org, Lost Letter <lost@example.org>, came@example.org")
    wanted = ListRequest(chapter_id, people)
    found = bulk_invites.send(request=wanted, issuer_role=Role.ADMIN, by=OPERATOR)
    for address, state in (("waits@", MessageState.QUEUED), ("lost@", MessageState.FAILED)):
        message = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.to_email.startswith(address))
        ).one()
        message.state, message.next_attempt_at = state, now() + timedelta(days=1)
    db.session.commit()
    return found.reference


def mailed(house: House) -> Names:
    """Links for a login: to set a password, to take a new address, to keep the old one."""
    return {
        purpose.value: mailed_links.issue(
            purpose=purpose, user_id=house.ada.user_id, email=house.ada.email
        ).rpartition("/")[2]
        for purpose in LinkPurpose
    }


def _invite(
    chapter_id: int, *, email: str | None = None, max_uses: int = 1, role: Role = Role.MEMBER
) -> invites.CreatedInvite:
    request = InviteRequest(chapter_id=chapter_id, role=role, email=email, max_uses=max_uses)
    return invites.create(request=request, issuer_role=Role.ADMIN, by=OPERATOR)


def imported(house: House) -> Names:
    """Files that wait to be imported, one of them without dates, an import, and one that was undone."""
    good = ("Ada Byron,180,2024-09-12,Cash,", f"{LONG_NAME},$90.00,9/20/2024,Venmo,first half of the year")
    batch, undone = _import(house, "2024-25", *good), _import(house, "2022-23", "Ada Byron,5,2022-09-12")
    history.undo(chapter_id=house.tess.chapter_id, batch_id=undone, by=_treasurer(house))
    more = (
        "Ben Banneker,180,2024-09-12",
        "Charles Babbage,180,2024-09-12",
        "Charles Babbage,pending,2024-10-12",
    )
    strangers = ("Somebody Who Left The Chapter Long Ago,180,2024-09-12", "Total,630,")
    historical = select(Payment.reference).where(Payment.historical, Payment.import_key.is_not(None))
    return {
        "batch": batch,
        "undone": undone,
        "waiting": _bring(house, "2024-25 more", *good, *more, *strangers),
        "undated": _bring(house, "undated", "Ada Byron,180,", "Ben Banneker,180,"),
        "historical": db.session.scalars(historical.order_by(Payment.id)).first(),
    }


def _bring(house: House, name: str, *lines: str) -> int:
    """A file that an officer has chosen; returns its id."""
    return files.keep(
        chapter_id=house.tess.chapter_id, name=f"{name}.csv", content=_csv(lines), by=_treasurer(house)
    )


def _import(house: House, name: str, *lines: str) -> int:
    """A file that an officer has imported; returns the import's id."""
    table = reading.open_table(_csv(lines), name=f"{name}.csv")
    request = history.ImportRequest(house.tess.chapter_id, table)
    return history.run(request=request, by=_treasurer(house)).batch_id or 0


def rosters_of(house: House) -> Names:
    """A roster that waits, one that was imported, one that was undone, and one with a member who owes since."""
    waiting = (
        f"{LONG_NAME} the Younger,{'wilhelmina.' * 4}y@example.org,555-010-0100,Associate,2024-09-12,180,",
        "Quentin New,,,,,,25",
        "Charles Babbage,charles@example.org,555-010-0101,Alumni,,12,",
        "Ada Byron,ada@example.org,,,,,",
        "Somebody,nowhere,,,,,",
        "Total,,,,,192,25",
    )
    held = _import_roster(house, "summer", "Holly Held,holly@example.org,,,,,")
    member_id = db.session.scalars(select(Member.id).where(Member.name == "Holly Held")).one()
    _charge(house.tess.chapter_id, member_id, "Key deposit", 1000, due_in=9)
    undone = _import_roster(house, "spring", "Una Undone,una@example.org,,,,,")
    roster_undoing.undo(chapter_id=house.tess.chapter_id, batch_id=undone, by=_treasurer(house))
    return {
        "roster_batch": _import_roster(
            house, "fall", "Bea Brought,bea@example.org,,,,60,", "Cy Brought,,,,,,"
        ),
        "roster_held": held,
        "roster_undone": undone,
        "roster_waiting": files.keep(
            chapter_id=house.tess.chapter_id,
            name="next.csv",
            content=_roster_csv(waiting),
            by=_treasurer(house),
            kind=ImportKind.ROSTER,
        ),
    }


def _import_roster(house: House, name: str, *lines: str) -> int:
    table = reading.open_table(_roster_csv(lines), name=f"{name}.csv")
    request = rosters.RosterRequest(house.tess.chapter_id, table)
    return rosters.run(request=request, by=_treasurer(house)).batch_id or 0


def _roster_csv(lines: Sequence[str]) -> bytes:
    return "\n".join(("Name,Email,Phone,Class,Initiated,Owes,Credit", *lines)).encode()


def _csv(lines: Sequence[str]) -> bytes:
    return "\n".join(("Name,Amount,Date,Method,Notes", *lines)).encode()


def _treasurer(house: House) -> Actor:
    return _self(house.tess)


def officers_of(house: House) -> Names:
    """A president, a secretary to come, a term that is over, and a member who left owing."""
    chapter_id, day = house.tess.chapter_id, desk.today()
    year = timedelta(days=365)
    term, *_ = (
        _appoint(chapter_id, house.ben.member_id, Post.PRESIDENT, day - timedelta(days=30), day + year),
        _appoint(chapter_id, house.ada.member_id, Post.SECRETARY, day + timedelta(days=30), None),
        _appoint(chapter_id, house.ada.member_id, Post.VICE_PRESIDENT, day - 2 * year, day - year),
    )
    left = add_to_member_list(chapter_id, "Lou Leaver", "lou@example.org")
    _charge(chapter_id, left, "Fall retreat", 4000, due_in=-40)
    members.deactivate(
        chapter_id=chapter_id,
        member_id=left,
        reason="Moved to another university and never answered a letter again",
        editor=members.Editor(house.tess.member_id, house.tess.name, Role.TREASURER),
        by=OPERATOR,
    )
    return {"term": term, "left": left, "chapter": chapter_id}


def _appoint(chapter_id: int, member_id: int, post: Post, starts_on: date, ends_on: date | None) -> int:
    appointment = Appointment(member_id, post, starts_on, ends_on)
    return officers.appoint(
        chapter_id=chapter_id, appointment=appointment, role=Role.ADMIN, by_name="Tess", by=OPERATOR
    )


def planned(house: House) -> Names:
    """A payment plan that a member proposes."""
    charles = db.session.scalars(select(Member).where(Member.name == "Charles Babbage")).one()
    plan = plans.propose(
        chapter_id=charles.chapter_id,
        member_id=charles.id,
        terms=PlanTerms(Frequency.WEEKLY, 20, desk.today(), charles.balance_minor),
        agreement="I will pay.",
        by=OPERATOR,
    )
    return {
        "plan": plan,
        "planned": charles.id,
        "stop": stop_links.sign(charles.chapter_id, charles.id, Topic.REMINDERS),
        "soon": desk.today().isoformat(),
    }


def on_autopay(house: House, sandbox: Sandbox) -> Names:
    """Ada's dues are charged to a card that she saved."""
    whose = {"chapter_id": house.ada.chapter_id, "member_id": house.ada.member_id}
    url = autopay_setup.begin_setup(**whose, by=_self(house.ada))
    sandbox.save(url.rpartition("/")[2])
    mandate = db.session.scalars(
        select(AutopayMandate).where(AutopayMandate.member_id == house.ada.member_id)
    ).one()
    autopay_setup.settle_return(**whose, reference=mandate.reference)
    return {"mandate": mandate.reference}


def asked(house: House) -> Names:
    """A waiver above the limit that an officer asked for."""
    charles = db.session.scalars(select(Member).where(Member.name == "Charles Babbage")).one()
    wanted = approvals.ApprovalRequest(
        Act.WAIVER, 1, charles.id, 50000, "A scholarship that the chapter voted for", {"kind": "scholarship"}
    )
    by = Actor(ActorKind.PERSON, house.tess.user_id, house.tess.member_id)
    return {"approval": approvals.ask(chapter_id=charles.chapter_id, request=wanted, by=by)}


def by_links(house: House, sandbox: Sandbox) -> Names:
    """A pay link with a payment by it, one of a member who owes nothing any more, and one of each kind of Ada's."""
    linda, sven = (_owing(house, name) for name in ("Linda Linked", "Sven Settled"))
    token, settled = _pay_link(linda), _pay_link(sven)
    pay_links.start(token=token, amount_minor=700, by=OPERATOR)
    payment = _newest(linda, PaymentState.PENDING)
    sandbox.pay(payment.stripe_session_id or "")
    _come_back(payment)
    pay_cash(sven, 1000)
    _pay_link(house.ada)
    return {"pay_token": token, "by_link": payment.reference, "settled_token": settled}


def in_excess(house: House, sandbox: Sandbox) -> Names:
    """A card payment of which more was refunded than it held."""
    payment = _press_pay(_owing(house, "Rita Returned"), 1000)
    sandbox.pay(payment.stripe_session_id or "")
    _come_back(payment)
    _take(payment, 1000)
    _take(payment, 500)
    return {"in_excess": payment.reference}


def gone_back(house: House, sandbox: Sandbox) -> Names:
    """A card payment with a refund of each kind, and cash of which some was given back by check."""
    payment = _press_pay(_owing(house, "Rex Refunded"), 1000)
    sandbox.pay(payment.stripe_session_id or "")
    _come_back(payment)
    refunding.refund(request=_back(payment, 100), by=OPERATOR)
    sandbox.bench.settings.refund_floor = 10**9
    with suppress(Conflict):
        refunding.refund(request=_back(payment, 200), by=OPERATOR)
    sandbox.bench.settings.refund_floor = None
    refunding.intend(request=_back(payment, 300), by=OPERATOR)
    cash = db.session.get_one(Payment, pay_cash(_owing(house, "Rosa Returned"), 1000).payment_id)
    given = HandRefund(Method.CHECK, desk.today(), "1042")
    by_hand = refunding.intend(request=_back(cash, 400, given), by=OPERATOR)
    return {"refunded": payment.reference, "given_back": cash.reference, "by_hand": by_hand}


def disputed(house: House, sandbox: Sandbox) -> Names:
    """Card payments that are disputed, one with its evidence put together, and a bank debit that came back."""
    waits, written = (_disputed(house, sandbox, name) for name in ("Dina Disputes", "Dora Disputes"))
    words = "She was at every meeting of the term, and had asked for this plan herself. " * 12
    answering.write(
        sender=Sender(house.tess.chapter_id, "Sigma Delta Sigma", "USD", "America/New_York"),
        dispute_id=written,
        words=words,
        members_words="I have paid by card on Monday, please send me the receipt.",
        by=OPERATOR,
    )
    returned = _press_pay(_owing(house, "Rob Returned"), 1000)
    sandbox.pay_by_bank(returned.stripe_session_id or "")
    sandbox.settle(returned.stripe_session_id or "")
    _come_back(returned)
    came_back = _told(sandbox, sandbox.return_debit(returned.stripe_session_id or ""))
    pack = dispute_queries.get_page(chapter_id=house.tess.chapter_id, dispute_id=written).answers[0].id
    return {"dispute": waits, "answered": written, "returned": came_back, "pack": pack}


def _disputed(house: House, sandbox: Sandbox, name: str) -> int:
    payment = _press_pay(_owing(house, name), 1000)
    sandbox.pay(payment.stripe_session_id or "")
    _come_back(payment)
    return _told(sandbox, sandbox.dispute(payment.stripe_session_id or ""))


def _told(sandbox: Sandbox, made: dict[str, Any]) -> int:
    """Book a dispute that the sandbox has made; returns its id."""
    disputes.book_dispute(dispute=provider_on("").get_dispute(dispute_id=made["id"]))
    db.session.rollback()
    return db.session.scalars(select(Dispute.id).where(Dispute.stripe_dispute_id == made["id"])).one()


def _back(payment: Payment, amount_minor: int, given: HandRefund | None = None) -> NewRefund:
    return NewRefund(
        payment.chapter_id,
        payment.id,
        amount_minor,
        StillOwed.YES,
        "Could not come to the retreat and asked for the money back",
        secrets.token_urlsafe(16),
        given,
    )


@transactional
def _take(payment: Payment, amount_minor: int) -> None:
    refund = Refund(
        chapter_id=payment.chapter_id,
        payment_id=payment.id,
        stripe_refund_id=f"re_{secrets.token_hex(8)}",
        amount_minor=amount_minor,
        state=RefundState.SUCCEEDED,
    )
    db.session.add(refund)
    db.session.flush()
    booking.go_back(payment, amount_minor=amount_minor, kind=EntryKind.REFUND, refund_id=refund.id)


def _owing(house: House, name: str) -> Person:
    person = add_person(house.ada.chapter_id, name, f"{name.partition(' ')[0].lower()}@example.org")
    _charge(person.chapter_id, person.member_id, "Key deposit", 1000, due_in=9)
    return person


def _pay_link(person: Person) -> str:
    link_id = pay_links.make(
        chapter_id=person.chapter_id, member_id=person.member_id, kind=PayLinkKind.MEMBER, by=_self(person)
    )
    return pay_links.address_of(link_id).rpartition("/")[2]


def _self(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, user_id=person.user_id, member_id=person.member_id)


def handed_over(house: House) -> Names:
    """An office that is offered to Ada, and one that was handed over before."""
    chapter_id, moment = house.tess.chapter_id, now()
    done = Handover(
        chapter_id=chapter_id,
        from_member_id=house.ben.member_id,
        to_member_id=house.tess.member_id,
        state=HandoverState.DONE,
        expires_at=moment,
        ended_at=moment,
    )
    db.session.add(done)
    db.session.flush()
    kept = {"content": b"%PDF-1.7", "sha256": "0" * 64}
    db.session.add(HandoverBooks(chapter_id=chapter_id, handover_id=done.id, **kept))
    db.session.commit()
    offer = Offer(house.ada.member_id, desk.today() + timedelta(days=365))
    handovers.offer(chapter_id=chapter_id, offer=offer, by=_treasurer(house))
    return {"handover": done.id}


def given(house: House) -> Names:
    """A public page for gifts, and one that was given."""
    chapter = db.session.get_one(Chapter, house.tess.chapter_id)
    chapter.policy = Policy(donations_open=True, dues_use_shown=True).kept()
    db.session.commit()
    gift = donations.record(
        chapter_id=chapter.id,
        gift=Gift(2500, "Grace Hopper", "grace@example.com"),
        received=DonationEntry(Method.CHECK, desk.today(), secrets.token_urlsafe(16)),
        by=OPERATOR,
    )
    return {"gift": gift.reference}


def troubles(house: House) -> Names:
    """A message from Stripe that could not be applied, and an e-mail that did not arrive."""
    event = WebhookEvent(
        chapter_id=house.tess.chapter_id,
        event_id=f"evt_{secrets.token_hex(12)}",
        type="checkout.session.completed",
        object_id="cs_1",
        livemode=False,
        payload="{}",
        state=EventState.QUARANTINED,
        outcome="It is in EUR, the chapter's books are in USD.",
    )
    message = OutboxMessage(
        chapter_id=house.tess.chapter_id,
        member_id=house.ada.member_id,
        reference=new_reference("M"),
        kind="receipt",
        to_email=house.ada.email,
        context={},
        state=MessageState.FAILED,
        problem="The address does not exist.",
    )
    db.session.add_all([event, message])
    db.session.commit()
    return {"event": event.id}
