"""The connection to Stripe, and what its errors mean. It imports ``stripe``: import this inside functions.

An attempt has two seconds to connect (a lost packet is sent again after one) and five for the answer, so that
an answer gone missing leaves time to ask for it again under the same idempotency key. The library retries
connection errors, conflicts and 5xx twice, after half a second and a second, as long as ``deadline`` allows.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import requests
import stripe
import structlog
from requests.adapters import HTTPAdapter
from urllib3.util import Timeout

from sigma_finance.domain.errors import DomainError
from sigma_finance.extensions import setting
from sigma_finance.gateways.payments.errors import (
    Busy,
    IdempotencyConflict,
    KeyRefused,
    OutcomeUnknown,
    ProviderObjectMissing,
    ProviderRefused,
)
from sigma_finance.gateways.payments.stripe import accounts
from sigma_finance.gateways.payments.stripe.deadline import CALL_SECONDS, seconds_left, within

if TYPE_CHECKING:
    from stripe._base_address import BaseAddresses

CONNECT_SECONDS = 2
READ_SECONDS = 5
RETRIES = 2
#: Below this, in seconds, another attempt is not worth starting.
_TOO_LATE = 0.2
#: Answers in the 400s that don't settle whether an earlier attempt went through.
_UNSETTLED = (408, 409, 425)

_SERVER_ERROR = 500

_log = structlog.get_logger(__name__)


class _HurriedAdapter(HTTPAdapter):
    """Cuts every attempt to what is left of the call's time."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        left = seconds_left()
        if left < _TOO_LATE:  # not a Timeout: the library would wait and try again
            raise requests.RequestException("no time left for another attempt")
        cut: Any = Timeout(total=left, connect=min(CONNECT_SECONDS, left), read=min(READ_SECONDS, left))
        return super().send(request, stream=stream, timeout=cut, verify=verify, cert=cert, proxies=proxies)


class _ThreadConnection(threading.local):
    """Each thread has its own connection, as ``requests`` wants it.

    ``doubtful`` says that an attempt of the last call may have gone through unseen.
    """

    wanted: tuple[str, str] | None = None
    client: stripe.StripeClient | None = None
    doubtful: bool = False


_here = _ThreadConnection()


class _HurriedClient(stripe.RequestsClient):
    """The library's own HTTP client: a call has its account and its limit in time, and remembers attempts in doubt."""

    def request_with_retries(
        self, method: str, url: str, headers: Mapping[str, str], *args: Any, **kwargs: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        _here.doubtful = False
        account = accounts.current()
        named = {**headers, "Stripe-Account": account} if account else headers
        with within(CALL_SECONDS):
            return super().request_with_retries(method, url, named, *args, **kwargs)

    def request(self, *args: Any, **kwargs: Any) -> Any:
        try:
            answer = super().request(*args, **kwargs)
        except stripe.APIConnectionError:
            _here.doubtful = True
            raise
        _here.doubtful = _here.doubtful or answer[1] >= _SERVER_ERROR
        return answer


def client() -> stripe.StripeClient:
    """The client for the key and the address in the settings; each thread keeps one, and its connections."""
    wanted = (setting("STRIPE_SECRET_KEY"), setting("STRIPE_API_BASE"))
    if _here.client is None or _here.wanted != wanted:
        _here.client, _here.wanted = _connect(*wanted), wanted
    return _here.client


def _connect(key: str, base: str) -> stripe.StripeClient:
    stripe.enable_telemetry = False  # it leaves a file in the home directory and reports the machine's make
    logging.getLogger("stripe").setLevel(logging.WARNING)  # below that it quotes addresses and bodies
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, _HurriedAdapter())
    return stripe.StripeClient(
        key,
        base_addresses=_addresses(base),
        http_client=_HurriedClient(timeout=(CONNECT_SECONDS, READ_SECONDS), session=session),
        max_network_retries=RETRIES,
    )


def _addresses(base: str) -> BaseAddresses:
    """Stripe takes files, and lets go of accounts, at hosts of their own; whatever stands in for it does all at one."""
    return {"api": base} if base == stripe.DEFAULT_API_BASE else {"api": base, "connect": base, "files": base}


@contextmanager
def translated(call: str, *, so: str = "") -> Iterator[None]:
    """Turn the library's errors into ours; ``so`` is a sentence on what follows for the person."""
    try:
        yield
    except stripe.StripeError as error:
        ours = _meaning(error, so)
        _log.warning(
            "stripe_failed",
            call=call,
            meaning=type(ours).__name__,
            error=type(error).__name__,
            status=error.http_status,
            code=error.code,
            param=getattr(error, "param", None),
            request=error.request_id,
        )
        raise ours from None  # the library's error carries the request and the answer


def _meaning(error: stripe.StripeError, so: str) -> DomainError:
    """What an error of the library says about the money: refused, busy, or not known."""
    code = error.code or ""
    match error:
        case stripe.RateLimitError() if not _here.doubtful:
            return Busy(_say("The payment service is busy.", so, "Try again in a minute."))
        case stripe.AuthenticationError() | stripe.PermissionError():
            return KeyRefused(_say("Card payments are not available at the moment.", so), code=code)
        case stripe.InvalidRequestError() if code == "resource_missing":
            return ProviderObjectMissing("The payment service knows no such payment.", code=code)
        case stripe.InvalidRequestError() | stripe.CardError():
            return ProviderRefused(
                _say(_REASONS.get(code, "The payment service refused this."), so), code=code
            )
        case stripe.APIError() if _settled(error):
            return ProviderRefused(_say("The payment service refused this.", so), code=code)
        case stripe.IdempotencyError():
            return IdempotencyConflict(_say("The payment service refused this.", so))
    return OutcomeUnknown(_say("The payment service does not answer now.", so, "We will ask again."))


def _settled(error: stripe.APIError) -> bool:
    """Whether this is Stripe itself saying no, rather than something on the way or a call still under way."""
    status = error.http_status or 0
    return error.error is not None and 400 <= status < _SERVER_ERROR and status not in _UNSETTLED


def _say(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


_REASONS = {
    "amount_too_small": "The amount is too small to be paid by card.",
    "amount_too_large": "The amount is too large for one payment by card.",
    "email_invalid": "The payment service does not take this e-mail address.",
    "charge_already_refunded": "All of this payment has been refunded at Stripe already.",
    "charge_disputed": "The payer's bank disputes this payment, so Stripe cannot refund it.",
    "dispute_already_submitted": "This dispute has been answered already.",
    "balance_insufficient": "There is not enough money at Stripe for this refund.",
}
