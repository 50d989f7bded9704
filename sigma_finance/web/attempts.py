"""Sign-ins that fail: counted for an account and where they come from, slowed where many fail, never shut for all.

Five a minute for one account from one place, then that place waits. What strangers do elsewhere slows whoever has not
signed in with their browser before, by a second or two, and shuts nobody out: neither the guesses at one account from
many addresses, nor those from one address, nor all of them together. A browser that is known is counted by itself.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType

import structlog
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from sigma_finance.domain.errors import Forbidden
from sigma_finance.extensions import client_network, limiter
from sigma_finance.web import devices
from sigma_finance.web.limits import until

#: Failures of an account from one place, or in one known browser.
_PAIR = parse("5 per minute")
#: From one place, whatever the account: a whole house may sit behind one router.
_PLACE = parse("150 per minute")
#: So many are counted at all; what is slowed from how many on stands below.
_COUNTED = parse("100000 per minute")
#: From so many failures in a minute on a stranger's attempt takes so many seconds longer.
_SLOWED = {"account": ((10, 1.0), (30, 2.0)), "place": ((50, 1.0),), "all": ((600, 1.0), (1200, 2.0))}
#: So many attempts wait at once in one process; the others are asked to come back, so that pages are still served.
MOST_WAITING = 2
COME_BACK_S = 5

TOO_MANY = "There were too many sign-ins that failed."
BUSY = "Many sign-ins fail just now, so we take them one after the other. Nothing is wrong with yours."

log = structlog.get_logger(__name__)
_waiting = threading.BoundedSemaphore(MOST_WAITING)
_spare = FixedWindowRateLimiter(MemoryStorage())
pause = time.sleep


class SignInAttempt:
    """A block in which a password is judged for an address; what it refuses counts, what it takes counts no more.

    Raises TooManyRequests before it begins.
    """

    def __init__(self, email: str) -> None:
        self._account = devices.account(email)
        self._device = devices.find(email)
        self._place = client_network()

    def __enter__(self) -> None:
        """Let it begin, now, later, or not at all."""
        if not limiter.enabled:
            return
        if self._device is None:
            self._as_stranger()
        if not _hit(_PAIR, *self._pair):
            log.warning("sign-in limited", reason="pair", known=self._device is not None)
            raise _too_many(_PAIR, *self._pair)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Count a refusal; what was right begins the count of its own place anew."""
        if not limiter.enabled:
            return
        if isinstance(error, Forbidden):
            for whose in (("account", self._account), ("place", self._place), ("all", "")):
                _hit(_COUNTED, "sign-ins", *whose)
        elif error is None:
            _clear(_PAIR, *self._pair)

    @property
    def _pair(self) -> tuple[str, str, str]:
        return "sign-in", self._account, self._device or self._place

    def _as_stranger(self) -> None:
        """Slow whoever is not known where many fail; raise TooManyRequests where a place only fails."""
        failed = {
            what: _used(_COUNTED, "sign-ins", what, whose)
            for what, whose in (("account", self._account), ("place", self._place), ("all", ""))
        }
        if failed["place"] >= _PLACE.amount:
            log.warning("sign-in limited", reason="place")
            raise _too_many(_COUNTED, "sign-ins", "place", self._place)
        seconds = max(_slowed(what, number) for what, number in failed.items())
        if seconds:
            self._wait(seconds)

    def _wait(self, seconds: float) -> None:
        if not _waiting.acquire(blocking=False):
            log.warning("sign-in limited", reason="busy")
            raise TooManyRequests(BUSY, retry_after=COME_BACK_S)
        try:
            log.info("sign-in slowed", seconds=seconds)
            pause(seconds)
        finally:
            _waiting.release()


def _slowed(what: str, failed: int) -> float:
    return max((seconds for least, seconds in _SLOWED[what] if failed >= least), default=0.0)


def _too_many(item: RateLimitItem, *whose: str) -> TooManyRequests:
    return TooManyRequests(TOO_MANY, retry_after=until(_stats(item, *whose)[0]))


def _hit(item: RateLimitItem, *whose: str) -> bool:
    try:
        return limiter.limiter.hit(item, *whose)
    except StorageError:
        return _spare.hit(item, *whose)


def _stats(item: RateLimitItem, *whose: str) -> tuple[float, int]:
    """When the count begins anew, and how much of it is left."""
    try:
        found = limiter.limiter.get_window_stats(item, *whose)
    except StorageError:
        found = _spare.get_window_stats(item, *whose)
    return found.reset_time, found.remaining


def _used(item: RateLimitItem, *whose: str) -> int:
    return item.amount - _stats(item, *whose)[1]


def _clear(item: RateLimitItem, *whose: str) -> None:
    try:
        limiter.limiter.clear(item, *whose)
    except StorageError:
        _spare.clear(item, *whose)
