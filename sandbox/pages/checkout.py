"""The hosted checkout page: what the payer sees where Stripe's own would be, with its test cards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sandbox.engine import jobs
from sandbox.engine.work import Bench, Json, Work
from sandbox.pages import payer, rendering
from sandbox.stripe import debits, payments, promotions, saved, session_rules, sessions
from sandbox.stripe.cards import ACCOUNTS, CARDS, SAVED, SHOWN, find_account, find_card

#: The account that is typed in instead of chosen at a bank: its owner confirms it by two small deposits.
BY_HAND = "by_hand"


def blueprint(bench: Bench) -> Blueprint:
    """The page's routes over one sandbox's state."""
    desk = _CheckoutDesk(bench)
    routes = Blueprint("checkout", __name__, url_prefix="/checkout/<session_id>")
    routes.add_url_rule("", "show", desk.show)
    routes.add_url_rule("/card", "card", desk.card, methods=["POST"])
    routes.add_url_rule("/bank", "bank", desk.bank, methods=["POST"])
    routes.add_url_rule("/nothing", "nothing", desk.nothing, methods=["POST"])
    routes.add_url_rule("/promotion", "promotion", desk.promotion, methods=["POST"])
    routes.add_url_rule("/authentication", "authentication", desk.authentication)
    routes.add_url_rule("/authentication", "answer", desk.answer, methods=["POST"])
    return routes


class _CheckoutDesk:
    """The page's views."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def show(self, session_id: str) -> Response:
        jobs.run_due(self._bench)
        with self._bench.looking() as work:
            session = _find(work, session_id)
            if session is None:
                return self._missing()
            if session["status"] != "open":
                return self._closed(session)
            form = payer.prefilled(session, _last_name(work, session))
            form.values["email"] = form.values["email"] or _customers_address(work, session)
            return self._form(work, session, form)

    def card(self, session_id: str) -> AnyResponse:
        read = payer.read(request.form, by_card=True)
        with self._open(session_id) as (work, session):
            if session is None:
                return self._back(session_id)
            if read.errors:
                return self._form(work, session, read, status=422)
            keep = saved.save_card if session["mode"] == "setup" else payments.pay_by_card
            keep(work, session, card=read.card, payer=read.payer, expiry=read.expiry)
            return self._onwards(session, asks=read.card.ending.startswith("authenticates"))

    def bank(self, session_id: str) -> AnyResponse:
        read = payer.read(request.form, by_card=False)
        account = find_account(request.form.get("account", "")) or ACCOUNTS[0]
        with self._open(session_id) as (work, session):
            if session is None or "us_bank_account" not in session["payment_method_types"]:
                return self._back(session_id)
            if read.errors:
                return self._form(work, session, read, status=422)
            if request.form.get("account") == BY_HAND:
                begin = saved.ask_deposits if session["mode"] == "setup" else debits.ask_deposits
            else:
                begin = saved.save_account if session["mode"] == "setup" else debits.begin
            begin(work, session, account=account, payer=read.payer)
            return self._onwards(session)

    def nothing(self, session_id: str) -> AnyResponse:
        read = payer.read(request.form, by_card=False)
        with self._open(session_id) as (work, session):
            if session is None or session["amount_total"]:
                return self._back(session_id)
            payments.pay_nothing(work, session, payer=read.payer)
            return self._onwards(session)

    def promotion(self, session_id: str) -> AnyResponse:
        with self._open(session_id) as (work, session):
            if session is None or not session["allow_promotion_codes"]:
                return self._back(session_id)
            if promotions.apply(work, session, request.form.get("code", "")):
                return self._back(session_id)
            form = payer.prefilled(session, None)
            form.errors["code"] = "This code is invalid."
            return self._form(work, session, form, status=422)

    def authentication(self, session_id: str) -> AnyResponse:
        with self._bench.looking() as work:
            session = _find(work, session_id)
            if session is None or not _is_asking(work, session):
                return self._back(session_id)
            return self._page(
                "authentication.html", session=session, items=sessions.line_items(work, session)
            )

    def answer(self, session_id: str) -> AnyResponse:
        with self._open(session_id) as (work, session):
            if session is None or not _is_asking(work, session):
                return self._back(session_id)
            passed = request.form.get("answer") == "complete"
            if session["mode"] == "setup":
                saved.authenticate(work, session, passed=passed)
            else:
                card = find_card(payments.card_of(work, session)) or CARDS[0]
                payments.authenticate(work, session, card=card, passed=passed)
            return self._onwards(session)

    @contextmanager
    def _open(self, session_id: str) -> Iterator[tuple[Work, Json | None]]:
        """The session if it can still be paid; whoever is second finds it closed."""
        jobs.run_due(self._bench)
        with self._bench.changing() as work:
            session = _find(work, session_id)
            yield work, session if session and session["status"] == "open" else None

    def _form(self, work: Work, session: Json, form: payer.PayerForm, *, status: int = 200) -> Response:
        if session["mode"] == "setup":
            return self._setup(work, session, form, status)
        return self._page(
            "checkout.html",
            status=status,
            session=session,
            items=sessions.line_items(work, session),
            form=form,
            failure=_failure(work, session),
            descriptor=session_rules.descriptor(work, _suffix(work, session)),
            buttons=[card for number in SHOWN if (card := find_card(number))],
            cards=CARDS,
            accounts=ACCOUNTS,
            by_hand=BY_HAND,
            codes=promotions.CODES,
        )

    def _setup(self, work: Work, session: Json, form: payer.PayerForm, status: int) -> Response:
        return self._page(
            "setup.html",
            status=status,
            session=session,
            form=form,
            failure=_failure(work, session),
            buttons=[card for number in SAVED if (card := find_card(number))],
            accounts=ACCOUNTS,
            by_hand=BY_HAND,
        )

    def _closed(self, session: Json) -> Response:
        return self._page("closed.html", session=session, success_url=_return_url(session))

    def _missing(self) -> Response:
        return rendering.page("missing.html", self._bench.settings, status=404)

    def _page(self, template: str, *, session: Json, status: int = 200, **context: object) -> Response:
        leads_to = (session["success_url"], session["cancel_url"])
        return rendering.page(
            template, self._bench.settings, status=status, leads_to=leads_to, session=session, **context
        )

    def _back(self, session_id: str) -> AnyResponse:
        return redirect(url_for("checkout.show", session_id=session_id), 303)

    def _onwards(self, session: Json, *, asks: bool = False) -> AnyResponse:
        if session["status"] == "complete":
            return redirect(_return_url(session), 303)
        step = "checkout.authentication" if asks else "checkout.show"
        return redirect(url_for(step, session_id=session["id"]), 303)


def _find(work: Work, session_id: str) -> Json | None:
    return work.find("checkout.session", session_id)


def _intent(work: Work, session: Json) -> Json | None:
    if session["mode"] == "setup":
        return work.find("setup_intent", session["setup_intent"])
    return work.find("payment_intent", session["payment_intent"]) if session["payment_intent"] else None


def _customers_address(work: Work, session: Json) -> str:
    customer = work.find("customer", session["customer"] or "")
    return (customer.get("email") if customer else None) or ""


def _is_asking(work: Work, session: Json) -> bool:
    intent = _intent(work, session)
    return session["status"] == "open" and intent is not None and intent["status"] == "requires_action"


def _failure(work: Work, session: Json) -> str | None:
    intent = _intent(work, session)
    error = (intent.get("last_payment_error") or intent.get("last_setup_error")) if intent else None
    return error["message"] if error else None


def _last_name(work: Work, session: Json) -> str | None:
    intent = _intent(work, session)
    error = intent.get("last_payment_error") if intent else None
    name: str | None = error["payment_method"]["billing_details"]["name"] if error else None
    return name


def _suffix(work: Work, session: Json) -> str | None:
    suffix: str | None = work.aside(session["id"])["payment_intent_data"].get("statement_descriptor_suffix")
    return suffix


def _return_url(session: Json) -> str:
    url: str = session["success_url"]
    return url.replace("{CHECKOUT_SESSION_ID}", session["id"])
