"""What a form was opened with, in short: two people who change the same thing at once are told so."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sigma_finance.domain.errors import Conflict


class ChangedMeanwhile(Conflict):
    """Somebody else saved a change after the form was opened."""


def mark(*values: Any) -> str:
    """A short text that differs where one of the values does."""
    written = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def check(seen: str | None, now: str) -> None:
    """Raise ChangedMeanwhile unless the form was opened with what stands there now; None asks nothing."""
    if seen is not None and seen != now:
        raise ChangedMeanwhile(
            "Somebody else changed this while the page was open. Compare, and save again to replace it."
        )
