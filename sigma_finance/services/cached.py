"""Figures kept in the cache as JSON texts. The cache may be away or slow: then they are worked out anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import structlog

from sigma_finance.extensions import cache

KEPT_S = 600

log = structlog.get_logger(__name__)


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


def _read(key: str) -> str | None:
    try:
        text = cache.get(key)
    except Exception as error:  # noqa: BLE001  (whatever the cache's trouble is, the page goes on without it)
        log.warning("cache", kind=type(error).__name__)
        return None
    return text if isinstance(text, str) else None


def _write(key: str, text: str) -> None:
    try:
        cache.set(key, text, timeout=KEPT_S)
    except Exception as error:  # noqa: BLE001  (as above)
        log.warning("cache", kind=type(error).__name__)
