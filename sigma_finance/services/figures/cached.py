"""Figures kept in the cache as JSON texts. The cache may be away or slow: then they are worked out anew.

How often a figure was found there is counted, by this process and, where they share a Redis, by all of them together.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

import structlog

from sigma_finance.extensions import cache, setting

KEPT_S = 600
HIT, MISS = "hits", "misses"

log = structlog.get_logger(__name__)
_counted: Counter[str] = Counter()
_counting = Lock()


@dataclass(frozen=True)
class CacheReads:
    """How many figures were asked of the cache: found there, and worked out since they were not."""

    hits: int
    misses: int

    @property
    def rate(self) -> int | None:
        """The hits in a hundred reads, rounded down; None before the first read."""
        reads = self.hits + self.misses
        return self.hits * 100 // reads if reads else None


def figures_key(*, chapter_id: int, version: int, what: str, today: date) -> str:
    """Where a chapter's figures of a day are kept; a write raises the version, so an old one is never asked for."""
    return f"figures:{chapter_id}:{version}:{what}:{today.isoformat()}"


def kept(key: str, work_out: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What is kept under ``key``, worked out and kept where nothing is there; always as it comes back from JSON.

    The key holds the chapter and a version that every change raises, so nothing is ever deleted.
    """
    text = _read(key)
    if text is None:
        text = json.dumps(work_out(), default=date.isoformat)
        _write(key, text)
    found: dict[str, Any] = json.loads(text)
    return found


def reads_here() -> CacheReads:
    """What this process has asked of the cache since it began."""
    with _counting:
        return CacheReads(_counted[HIT], _counted[MISS])


def reads_everywhere() -> CacheReads | None:
    """What all processes have asked of the Redis that they share; None where there is none, or it does not answer."""
    if not _shared():
        return None
    try:
        hits, misses = cache.get_many(_place(HIT), _place(MISS))
    except Exception as error:  # noqa: BLE001  (whatever the cache's trouble is, the page goes on without it)
        log.warning("cache", kind=type(error).__name__)
        return None
    return CacheReads(hits or 0, misses or 0)


def answers() -> bool:
    """Whether the cache answers now; one that this process keeps by itself always does."""
    if not _shared():
        return True
    try:
        cache.get(_place(HIT))
    except Exception as error:  # noqa: BLE001  (as above)
        log.warning("cache", kind=type(error).__name__)
        return False
    return True


def _read(key: str) -> str | None:
    try:
        text = cache.get(key)
        _count(HIT if isinstance(text, str) else MISS)
    except Exception as error:  # noqa: BLE001  (as above)
        log.warning("cache", kind=type(error).__name__)
        return None
    return text if isinstance(text, str) else None


def _write(key: str, text: str) -> None:
    try:
        cache.set(key, text, timeout=KEPT_S)
    except Exception as error:  # noqa: BLE001  (as above)
        log.warning("cache", kind=type(error).__name__)


def _count(what: str) -> None:
    with _counting:
        _counted[what] += 1
    if _shared():
        cache.cache.inc(_place(what))


def _shared() -> bool:
    return bool(setting("CACHE_TYPE") == "RedisCache")


def _place(what: str) -> str:
    return f"reads:{what}"
