"""What a person says of a file where it does not say it itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.customs import AmountStyle, DateOrder

NOT_READ = "not-read"


class SeenBefore(StrEnum):
    """What payments are that look like some imported before, and may be others."""

    SAME = "same"
    NEW = "new"


class HiddenRows(StrEnum):
    """What becomes of rows that the file hides."""

    TAKE = "take"
    LEAVE = "leave"


class LookAlikes(StrEnum):
    """What people in doubt are: who look like members under another name or address, or like no name."""

    NEW = "new"


@dataclass(frozen=True)
class Answers:
    """What was said: what columns hold (by letter or heading), how dates and amounts are written, and the rest."""

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: DateOrder | None = None
    amounts: AmountStyle | None = None
    seen_before: SeenBefore | None = None
    hidden_rows: HiddenRows | None = None
    look_alikes: LookAlikes | None = None

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def read_kept(kept: Mapping[str, Any]) -> Answers:
    """The answers that were kept."""
    readers = {
        "dates": DateOrder,
        "amounts": AmountStyle,
        "seen_before": SeenBefore,
        "hidden_rows": HiddenRows,
        "look_alikes": LookAlikes,
    }
    said: dict[str, Any] = {
        name: reader(kept[name]) for name, reader in readers.items() if kept.get(name) is not None
    }
    return Answers(columns=dict(kept.get("columns", {})), **said)


NONE = Answers()


class UnansweredColumns(Invalid):
    """The file leaves something open that could decide what its rows are, and nobody has said it."""
