"""Installments that a link names: the page that it opens begins with what is open of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

PARAMETER = "for"
#: More than anybody has open at once; a longer list is none of ours.
MOST = 60
_LIST = re.compile(r"[1-9][0-9]{0,17}(?:\.[1-9][0-9]{0,17})*")


def address(url: str, installment_ids: Sequence[int]) -> str:
    """The address with the installments named; as it is where they are none, or too many to name."""
    if not 0 < len(installment_ids) <= MOST:
        return url
    return f"{url}?{PARAMETER}={'.'.join(str(one) for one in installment_ids)}"


def read(text: str | None) -> tuple[int, ...]:
    """The installments that an address names; none where it names them in no way of ours."""
    if not text or len(text) > MOST * 20 or not _LIST.fullmatch(text):
        return ()
    found = tuple(dict.fromkeys(int(one) for one in text.split(".")))
    return found if len(found) <= MOST else ()
