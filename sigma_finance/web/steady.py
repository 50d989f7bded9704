"""Answers that take equally long whoever an address belongs to, so that no clock tells who has an account."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sigma_finance.extensions import setting

P = ParamSpec("P")
R = TypeVar("R")
pause = time.sleep


def steady(view: Callable[P, R]) -> Callable[P, R]:
    """Have the page answer no sooner than ``STEADY_SECONDS`` after it was asked.

    What is done for a known and for an unknown address is the same in number and kind; this hides what remains.
    """

    @functools.wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> R:
        began = time.monotonic()
        try:
            return view(*args, **kwargs)
        finally:
            pause(max(0.0, setting("STEADY_SECONDS") - (time.monotonic() - began)))

    return answered
