"""Who may ask how often. What is not named here has the default of 100 a minute and 1,000 an hour per person."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Response, g, request
from flask_limiter import RateLimitExceeded
from limits import parse
from limits.errors import StorageError
from werkzeug.exceptions import TooManyRequests

from sigma_finance.extensions import client_network, limiter, person_or_address
from sigma_finance.web import devices, half_signed_in

P = ParamSpec("P")
R = TypeVar("R")
_FAILED = "sign_in_failed"


def _account() -> str:
    """The account that a form is about, and where it is asked for: strangers elsewhere count for themselves."""
    typed = request.form.get("email", "")
    return f"{devices.account(typed)} {devices.find(typed) or client_network()}"


def note_failed_sign_in() -> None:
    """Count this request as a failed sign-in."""
    setattr(g, _FAILED, True)


def _failed(_: Response) -> bool:
    return bool(g.get(_FAILED))


def forgotten(view: Callable[P, R]) -> Callable[P, R]:
    """Limit the mails that set a new password: four an hour to an address from one place, sixty an hour from there."""
    for scope, amount, key in (
        ("forgotten here", "60 per hour", client_network),
        ("forgotten", "4 per hour", _account),
    ):
        view = limiter.limit(
            amount,
            methods=["POST"],
            key_func=key,
            error_message="A link was asked for too often. Look into your mailbox, the spam folder included.",
            override_defaults=False,
            scope=scope,
        )(view)
    return view


_MAILS = parse("20 per hour")


def may_mail(email: str) -> bool:
    """Count a mail to an address that anybody can ask for: where strangers asked for twenty within an hour, its mailbox
    has links enough, and one who is known here gets theirs all the same.
    """
    if not limiter.enabled or devices.find(email) is not None:
        return True
    try:
        return limiter.limiter.hit(_MAILS, "mails", devices.account(email))
    except StorageError:
        return True


def asked_links(view: Callable[P, R]) -> Callable[P, R]:
    """Limit the links that are mailed to whoever joins: sixty an hour from one router, a meeting's worth."""
    return limiter.limit(
        "60 per hour",
        methods=["POST"],
        key_func=client_network,
        error_message="Links were asked for too often here.",
        override_defaults=False,
        scope="asked links",
    )(view)


def changed_addresses(view: Callable[P, R]) -> Callable[P, R]:
    """Limit what a signed-in person has mailed to addresses that are not theirs yet."""
    return limiter.limit(
        "5 per hour",
        key_func=person_or_address,
        error_message="You asked for a change of address too often.",
        override_defaults=False,
        scope="changed addresses",
    )(view)


def second_step(view: Callable[P, R]) -> Callable[P, R]:
    """Limit the codes of the second step that fail, for one person: a million codes are few."""
    return _wrong_codes(view, _half_signed_in)


def own_codes(view: Callable[P, R]) -> Callable[P, R]:
    """Limit the passwords and codes that fail where a signed-in person changes their second step."""
    return _wrong_codes(view, person_or_address)


def _wrong_codes(view: Callable[P, R], key: Callable[[], str]) -> Callable[P, R]:
    words = "There were too many codes that were not right."
    for scope, amount in (("wrong codes an hour", "20 per hour"), ("wrong codes", "5 per minute")):
        view = limiter.limit(
            amount,
            key_func=key,
            deduct_when=_failed,
            error_message=words,
            override_defaults=False,
            scope=scope,
        )(view)
    return view


def _half_signed_in() -> str:
    """Whose code it is. Who guesses with a stolen password counts apart from the browser that the person knows."""
    half = half_signed_in.find()
    if half is None:
        return client_network()
    return f"person {half.user_id} {devices.find(half.email) or ''}"


_REFUSED_CODES = parse("3 per hour")


def count_guessed_code() -> None:
    """Count an invite code that there never was; raises TooManyRequests after three an hour from one address.

    One that there is or was is never counted: a whole house may sit behind one router.
    """
    if not limiter.enabled:
        return
    whose = ("refused codes", client_network())
    try:
        if limiter.limiter.hit(_REFUSED_CODES, *whose):
            return
        reset_at = limiter.limiter.get_window_stats(_REFUSED_CODES, *whose).reset_time
    except StorageError:
        return
    words = "There were too many invite codes that do not work. Ask your treasurer for a new invite."
    raise TooManyRequests(words, retry_after=until(reset_at))


def words_and_seconds(error: TooManyRequests) -> tuple[str, int]:
    """What to say about a limit that was exceeded, and how long until it counts anew."""
    words = "You did that more often than we allow."
    if not isinstance(error, RateLimitExceeded):
        return error.description or words, int(str(error.retry_after or 60))
    current = limiter.current_limit
    own = error.limit.error_message
    return own if isinstance(own, str) else words, until(current.reset_at) if current else 60


def until(reset_at: float) -> int:
    """How many seconds are left until a moment, at least one."""
    return max(1, math.ceil(reset_at - time.time()))


def in_words(seconds: int) -> str:
    """A short stretch of time for people: 40 seconds, 12 minutes."""
    if seconds < 90:
        return f"{seconds} seconds" if seconds > 1 else "a second"
    return f"{-(-seconds // 60)} minutes"
