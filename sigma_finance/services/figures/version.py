"""The version of a chapter's figures, which every change of them raises."""

from __future__ import annotations

from sigma_finance.database import transactions
from sigma_finance.queries import locks


def changed(*, chapter_id: int) -> None:
    """Have the chapter's figures version raised as the transaction ends, so that no cache shows an old figure."""
    transactions.at_the_end(
        ("figures", chapter_id), lambda: locks.raise_figures_version(chapter_id=chapter_id)
    )
