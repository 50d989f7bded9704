"""The sandbox's payouts: what Stripe sends to the bank, made and ended by pressing buttons."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sandbox.engine import jobs
from sandbox.engine.work import Bench, Json, Work
from sandbox.pages import rendering
from sandbox.stripe import balance, payouts
from sandbox.stripe.errors import StripeRefusal, invalid

_SHOWN = 50
_AMOUNT = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,2})?")
_LATER: dict[str, Callable[[Work, Json], Json]] = {
    "arrive": payouts.arrive,
    "fail": payouts.fail,
    "cancel": payouts.cancel,
    "itemise": payouts.reconcile,
}


def blueprint(bench: Bench) -> Blueprint:
    """The routes over one sandbox's state."""
    desk = _PayoutDesk(bench)
    routes = Blueprint("payouts", __name__)
    routes.add_url_rule("/payouts", "index", desk.index)
    routes.add_url_rule("/payouts/<act>", "make", desk.make, methods=["POST"])
    routes.add_url_rule("/payouts/<payout_id>/<act>", "later", desk.later, methods=["POST"])
    return routes


class _PayoutDesk:
    """The views."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def index(self) -> Response:
        jobs.run_due(self._bench)
        return self._page()

    def make(self, act: str) -> AnyResponse:
        makers = {"automatic": self._automatic, "manual": self._manual, "adjust": self._adjust}
        if act not in makers:
            abort(404)
        return self._try(makers[act])

    def later(self, payout_id: str, act: str) -> AnyResponse:
        if act not in _LATER:
            abort(404)
        return self._try(lambda work: _LATER[act](work, work.get("payout", payout_id)))

    def _automatic(self, work: Work) -> None:
        payouts.pay_out(work)

    def _manual(self, work: Work) -> None:
        payouts.pay_out_by_hand(work, amount=_typed(), instant=bool(request.form.get("instant")))

    def _adjust(self, work: Work) -> None:
        payouts.adjust(work, amount=_typed(), words=request.form.get("words", "")[:100])

    def _try(self, act: Callable[[Work], object]) -> AnyResponse:
        try:
            with self._bench.changing(account=_account()) as work:
                act(work)
        except StripeRefusal as refusal:
            return self._page(problem=refusal.message)
        return redirect(url_for("payouts.index", account=_account() or None), 303)

    def _page(self, *, problem: str | None = None) -> Response:
        with self._bench.looking() as work:
            connected = [each["id"] for each in work.every("account")]
        with self._bench.looking(_account()) as work:
            currency = work.settings.currency
            return rendering.page(
                "payouts.html",
                work.settings,
                status=422 if problem else 200,
                rows=work.every("payout")[:_SHOWN],
                total=balance.total(work, currency),
                currency=currency,
                problem=problem,
                account=_account(),
                connected=connected,
            )


def _account() -> str:
    """Whose payouts the page is about: the sandbox's own, unless its address names a connected account."""
    return request.args.get("account", "")


def _typed() -> int:
    amount = request.form.get("amount", "").strip()
    if not _AMOUNT.fullmatch(amount):
        raise invalid("Enter the amount with two decimals, such as 25.00 or -25.00.", param="amount")
    return int(Decimal(amount) * 100)
