"""What a payer, a bank or Stripe's dashboard does, for tests and demos that don't click."""

from __future__ import annotations

from sandbox.engine.work import Bench, Json
from sandbox.pages import controls
from sandbox.stripe import (
    connect,
    debits,
    disputes,
    files,
    intents,
    payment_objects,
    payments,
    payouts,
    promotions,
    refunds,
    saved,
    sessions,
)
from sandbox.stripe.cards import ACCOUNTS, CARDS, TestAccount, TestCard, find_account, find_card

PAYS = "4242424242424242"
DECLINES = "4000000000000002"
ASKS = "4000002500003155"
SETTLES = "000123456789"
FAILS = "000222222227"


class Acts:
    """The acts on one sandbox; each is one transaction."""

    bench: Bench

    def pay(
        self, session_id: str, *, card: str = PAYS, email: str = "payer@example.org", name: str = "Pat Payer"
    ) -> Json:
        """Pay an open session with a test card, as on the checkout page; answers the session."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            who = _payer(session, email, name)
            return payments.pay_by_card(work, session, card=_card(card), payer=who, expiry=(12, 2034))

    def decline(self, session_id: str, *, card: str = DECLINES) -> Json:
        """Try a card that the bank refuses; the session stays open."""
        return self.pay(session_id, card=card)

    def authenticate(self, session_id: str, *, passed: bool = True) -> Json:
        """Answer 3-D Secure."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            card = _card(payments.card_of(work, session))
            return payments.authenticate(work, session, card=card, passed=passed)

    def pay_by_bank(
        self, session_id: str, *, account: str = SETTLES, email: str = "payer@example.org"
    ) -> Json:
        """Start a bank debit on an open session: complete, and unpaid until it settles."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            who = _payer(session, email, "Pat Payer")
            return debits.begin(work, session, account=_account(account), payer=who)

    def promote(self, session_id: str, code: str = "FREE100") -> Json:
        """Type a promotion code; a session that then costs nothing is completed with `pay_nothing`."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            promotions.apply(work, session, code)
            return session

    def pay_nothing(self, session_id: str) -> Json:
        """Complete a session whose promotion left nothing to pay."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            return payments.pay_nothing(
                work, session, payer=_payer(session, "payer@example.org", "Pat Payer")
            )

    def save(self, session_id: str, *, card: str = PAYS) -> Json:
        """Keep a card on an open session in setup mode, 3-D Secure passed where it is asked for."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            who = _payer(session, "payer@example.org", "Pat Payer")
            kept = saved.save_card(work, session, card=_card(card), payer=who, expiry=(12, 2034))
            asks = _card(card).ending.startswith("authenticates")
            return saved.authenticate(work, kept, passed=True) if asks else kept

    def save_bank(self, session_id: str, *, account: str = SETTLES) -> Json:
        """Keep a bank account on an open session in setup mode."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            who = _payer(session, "payer@example.org", "Pat Payer")
            return saved.save_account(work, session, account=_account(account), payer=who)

    def ask_deposits(self, session_id: str, *, account: str = SETTLES) -> Json:
        """Type a bank account in on an open session of either mode: it waits for two small deposits."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            who = _payer(session, "payer@example.org", "Pat Payer")
            asked = saved.ask_deposits if session["mode"] == "setup" else debits.ask_deposits
            return asked(work, session, account=_account(account), payer=who)

    def confirm_account(self, session_id: str, *, right: bool = True) -> Json:
        """The owner of an account that waits says what the deposits came to; or fails to, for the last time."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            confirmed = saved.confirm_account if session["mode"] == "setup" else debits.confirm_account
            return confirmed(work, session, right=right)

    def let_account_run_out(self, session_id: str) -> Json:
        """Nobody says in ten days what the deposits to an account that waits came to."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            confirmed = saved.confirm_account if session["mode"] == "setup" else debits.confirm_account
            return confirmed(work, session, right=False, code=payment_objects.TOO_LATE)

    def delete_customer(self, customer_id: str) -> None:
        """The chapter removes a payer, with everything of theirs, in Stripe's dashboard."""
        with self.bench.changing() as work:
            saved.delete_customer(work, customer_id)

    def let_go(self, method_id: str) -> Json:
        """The payer removes a kept payment method in the portal."""
        with self.bench.changing() as work:
            return saved.detach(work, work.get("payment_method", method_id))

    def settle_debit(self, intent_id: str) -> Json:
        """The bank pays a debit from a kept account."""
        with self.bench.changing() as work:
            return intents.settle_debit(work, work.get("payment_intent", intent_id))

    def fail_debit(self, intent_id: str, *, account: str = FAILS) -> Json:
        """The bank refuses a debit from a kept account."""
        with self.bench.changing() as work:
            intent = work.get("payment_intent", intent_id)
            return intents.fail_debit(work, intent, _account(account))

    def settle(self, session_id: str) -> Json:
        """The bank pays a debit that is under way."""
        with self.bench.changing() as work:
            return debits.settle(work, work.get("checkout.session", session_id))

    def fail(self, session_id: str, *, account: str = FAILS) -> Json:
        """The bank refuses a debit that is under way."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            return debits.fail(work, session, account=_account(account))

    def expire(self, session_id: str) -> Json:
        """Let an open session expire before its time."""
        with self.bench.changing() as work:
            return sessions.expire(work, work.get("checkout.session", session_id))

    def refund(self, session_id: str, *, amount: int | None = None) -> Json:
        """Refund from Stripe's dashboard: all that is left, or an amount in minor units."""
        asked: Json = {} if amount is None else {"amount": amount}
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            return refunds.create(work, {"payment_intent": session["payment_intent"], **asked})

    def refund_intent(self, intent_id: str, *, amount: int | None = None) -> Json:
        """Refund a charge of a kept method from Stripe's dashboard."""
        asked: Json = {} if amount is None else {"amount": amount}
        with self.bench.changing() as work:
            return refunds.create(work, {"payment_intent": intent_id, **asked})

    def settle_refund(self, refund_id: str) -> Json:
        """A refund that was under way has reached the payer."""
        with self.bench.changing() as work:
            return refunds.settle(work, work.get("refund", refund_id))

    def fail_refund(self, refund_id: str) -> Json:
        """A refund has come back to the account."""
        with self.bench.changing() as work:
            return refunds.fail(work, work.get("refund", refund_id))

    def dispute(self, session_id: str, *, amount: int | None = None, reason: str = "fraudulent") -> Json:
        """The payer's bank disputes a payment; answers the dispute."""
        with self.bench.changing() as work:
            charge = controls.charge_of(work, work.get("checkout.session", session_id))
            return disputes.open_dispute(work, charge, amount=amount, reason=reason)

    def inquire(self, session_id: str) -> Json:
        """The payer's bank asks about a payment, and no money moves; answers the dispute."""
        with self.bench.changing() as work:
            charge = controls.charge_of(work, work.get("checkout.session", session_id))
            return disputes.inquire(work, charge)

    def close_inquiry(self, dispute_id: str) -> Json:
        """The bank that asked lets it be."""
        with self.bench.changing() as work:
            return disputes.close_inquiry(work, work.get("dispute", dispute_id))

    def return_debit(self, session_id: str, *, reason: str = "debit_not_authorized") -> Json:
        """A settled bank debit comes back: a dispute that is lost at once."""
        with self.bench.changing() as work:
            charge = controls.charge_of(work, work.get("checkout.session", session_id))
            return disputes.return_debit(work, charge, reason=reason)

    def escalate(self, dispute_id: str) -> Json:
        """The bank that only asked about a payment takes its money."""
        with self.bench.changing() as work:
            return disputes.escalate(work, work.get("dispute", dispute_id))

    def evidence_file(self, file_id: str) -> bytes:
        """What is in a file that was sent as evidence."""
        with self.bench.looking() as work:
            return files.content(work, file_id)

    def submit_evidence(self, dispute_id: str) -> Json:
        """The chapter has answered a dispute."""
        with self.bench.changing() as work:
            return disputes.submit_evidence(work, work.get("dispute", dispute_id))

    def win(self, dispute_id: str, *, return_fee: bool = False) -> Json:
        """The bank decides a dispute for the chapter."""
        with self.bench.changing() as work:
            return disputes.win(work, work.get("dispute", dispute_id), return_fee=return_fee)

    def lose(self, dispute_id: str) -> Json:
        """The bank decides a dispute for the payer."""
        with self.bench.changing() as work:
            return disputes.lose(work, work.get("dispute", dispute_id))

    def pay_out(self, *, currency: str = "", account: str = "") -> Json:
        """Stripe pays out everything since an account's last payout, in one currency; answers the payout."""
        with self.bench.changing(account=account) as work:
            return payouts.pay_out(work, currency=currency)

    def pay_out_by_hand(self, amount: int, *, currency: str = "", instant: bool = False) -> Json:
        """Somebody asks for a payout of their own, which Stripe doesn't itemise; answers it."""
        with self.bench.changing(account="") as work:
            return payouts.pay_out_by_hand(work, amount=amount, currency=currency, instant=instant)

    def itemise(self, payout_id: str) -> Json:
        """Stripe has put together what is in an automatic payout."""
        with self.bench.changing() as work:
            return payouts.reconcile(work, work.get("payout", payout_id))

    def arrive(self, payout_id: str) -> Json:
        """A payout is at the bank."""
        with self.bench.changing() as work:
            return payouts.arrive(work, work.get("payout", payout_id))

    def fail_payout(self, payout_id: str) -> Json:
        """The bank sends a payout back."""
        with self.bench.changing() as work:
            return payouts.fail(work, work.get("payout", payout_id))

    def cancel_payout(self, payout_id: str) -> Json:
        """Whoever asked for a payout takes it back before it has left."""
        with self.bench.changing() as work:
            return payouts.cancel(work, work.get("payout", payout_id))

    def finish_account(self, account: str) -> Json:
        """The owner of a connected account gives Stripe all that it asks for."""
        with self.bench.changing() as work:
            return connect.finish(work, account)

    def restrict_account(self, account: str) -> Json:
        """Stripe asks a connected account for something more, and lets it take no payments until then."""
        with self.bench.changing() as work:
            return connect.leave_out(work, account)

    def deauthorize(self, account: str) -> None:
        """The owner of a connected account ends the connection in Stripe's dashboard."""
        with self.bench.changing(account="") as work:
            connect.deauthorize(work, account)

    def adjust(
        self,
        amount: int,
        *,
        currency: str = "",
        kind: str = "adjustment",
        words: str = "",
        account: str = "",
    ) -> Json:
        """Stripe corrects the balance, or charges for a service, with no payment behind it."""
        with self.bench.changing(account=account) as work:
            return payouts.adjust(work, amount=amount, currency=currency, kind=kind, words=words)


def _payer(session: Json, email: str, name: str) -> Json:
    return {"email": session["customer_email"] or email, "name": name, "country": "US"}


def _card(number: str) -> TestCard:
    return find_card(number.replace(" ", "")) or CARDS[0]


def _account(number: str) -> TestAccount:
    return find_account(number) or ACCOUNTS[0]
