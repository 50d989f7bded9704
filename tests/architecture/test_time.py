"""Time is asked of one place, so that a demo's clock can be moved."""

from __future__ import annotations

import re
from pathlib import Path

import sigma_finance

PACKAGE = Path(sigma_finance.__file__).parent
#: Who goes by the world's clock: what is agreed with programs and people elsewhere, and for how long something waits.
BY_THE_WORLD = {
    "domain/dates.py": "the one place",
    "gateways/payments/stripe/events.py": "a signature's time",
    "web/limits.py": "seconds until one may try again",
}
_ASKS = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(")


def test_nobody_else_asks_what_time_it_is() -> None:
    asking = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if _ASKS.search(path.read_text("utf-8"))
    }
    assert asking == set(BY_THE_WORLD)
