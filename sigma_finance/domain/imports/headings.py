"""Finding the table inside a sheet: the one or two rows of its headings, and what each heading means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.columns import PAYMENTS, PEOPLE, Column, Slot, Vocabulary
from sigma_finance.domain.imports.tables import Cell, Flaw, Row, Sheet
from sigma_finance.domain.imports.words import as_text, letters_and_digits

#: Titles and empty rows may stand above the headings, but not more of them than this.
LOOKED_AT = 100
_LONGEST_HEADING = 60
Spans = Mapping[int, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading as the file has it, what it means, and whether it only stretches over this column."""

    text: str
    slot: Slot | None = None
    stretched: bool = False


@dataclass(frozen=True)
class HeadingBlock:
    """The rows of the headings, and the heading of each column."""

    first_row: int
    last_row: int
    headings: Sequence[Heading]


def find_headings(
    rows: Iterable[Row], vocabulary: Vocabulary = PAYMENTS, across: Spans | None = None
) -> HeadingBlock | None:
    """The headings of a table: the first row, or two rows, that name what the vocabulary needs; None without any."""
    top = list(islice(rows, LOOKED_AT + 1))
    for place, (number, cells) in enumerate(top[:LOOKED_AT]):
        alone = [Heading(text := _text(cell), vocabulary.meaning(text) if text else None) for cell in cells]
        spans = (across or {}).get(number, ())
        below = top[place + 1][1] if place + 1 < len(top) else ()
        both = _joined(cells, below, spans, vocabulary)
        if both is not None and _has_needs(both, vocabulary):
            return HeadingBlock(number, number + 1, both)
        if _has_needs(alone, vocabulary):
            return HeadingBlock(number, number, _stretched(alone, spans))
    return None


def is_heading_row(cells: Sequence[Cell], vocabulary: Vocabulary) -> bool:
    """Whether a row is one of headings by itself."""
    return _has_needs(
        [Heading("", vocabulary.meaning(text)) for cell in cells if (text := _text(cell))], vocabulary
    )


def _text(cell: Cell) -> str:
    text = "" if isinstance(cell, Flaw) else as_text(cell)
    return text if len(text) <= _LONGEST_HEADING else ""


def _has_needs(headings: Iterable[Heading], vocabulary: Vocabulary) -> bool:
    found = {heading.slot for heading in headings if heading.slot is not None}
    columns = {slot.column for slot in found}
    return len(found) > 1 and all(columns.intersection(need) for need in vocabulary.needs)


def _stretched(alone: Sequence[Heading], spans: Sequence[tuple[int, int]]) -> list[Heading]:
    """One row of headings, with each merged one over all of its columns."""
    headings = list(alone)
    for left, right in spans:
        headings.extend(Heading("") for _ in range(right + 1 - len(headings)))
        if left < len(alone):
            for place in range(left + 1, right + 1):
                if not headings[place].text:
                    headings[place] = Heading(alone[left].text, None, stretched=True)
    return headings


def _joined(
    upper: Sequence[Cell], lower: Sequence[Cell], spans: Sequence[tuple[int, int]], vocabulary: Vocabulary
) -> list[Heading] | None:
    """Two rows of headings as one; None where the lower row is none."""
    below = [_text(cell) for cell in lower]
    if not any(below) or any(
        isinstance(cell, Flaw) or (cell != "" and not isinstance(cell, str)) for cell in lower
    ):
        return None
    own = [_text(cell) for cell in upper]
    if not any(below[at] and not text for at, text in enumerate(own[: len(below)])) and len(below) <= len(
        own
    ):
        return None
    above = _groups(own, below, spans, vocabulary)
    if not any(above):
        return None
    width = max(len(above), len(below))
    above, below = (texts + [""] * (width - len(texts)) for texts in (above, below))
    headings = [_one(a, b, vocabulary) for a, b in zip(above, below, strict=True)]
    return headings if _are_headings(above, below, headings, vocabulary) else None


def _groups(
    upper: list[str], below: list[str], spans: Sequence[tuple[int, int]], vocabulary: Vocabulary
) -> list[str]:
    """The upper row with each heading over the columns that it groups; a title above people is none."""
    texts = upper + [""] * (len(below) - len(upper))
    filled = list(texts)
    for place, text in enumerate(texts):
        if not text:
            continue
        right = next((to for left, to in spans if left == place), None)
        last = _run(texts, below, place) if right is None and not spans else right or place
        covered = range(place, min(last, len(texts) - 1) + 1)
        own = vocabulary.meaning(text)
        about_people = any(
            _is_person(vocabulary.meaning(below[at])) for at in covered if at < len(below) and below[at]
        )
        if about_people and not _is_person(own):
            filled[place] = ""
            continue
        for at in covered:
            filled[at] = text
    return filled


def _run(texts: Sequence[str], below: Sequence[str], place: int) -> int:
    """The last column that a heading stands over where nothing is merged: those beside it, empty above alone."""
    last = place
    while last + 1 < len(texts) and not texts[last + 1] and last + 1 < len(below) and below[last + 1]:
        last += 1
    return last


def _is_person(slot: Slot | None) -> bool:
    return slot is not None and slot.column in PEOPLE


def _one(above: str, below: str, vocabulary: Vocabulary) -> Heading:
    """What a column under two headings means: both together, else the lower, else (where that is empty) the upper."""
    if not below:
        return Heading(above, vocabulary.meaning(above) if above else None)
    text = f"{above} {below}".strip()
    slot = vocabulary.meaning(text) if above else None
    return Heading(text, slot or vocabulary.meaning(below))


def _are_headings(
    above: Sequence[str], below: Sequence[str], headings: Sequence[Heading], vocabulary: Vocabulary
) -> bool:
    """Whether the lower row is one of headings: it names no person, and half of it is known."""
    pairs = [(a, b, heading) for a, b, heading in zip(above, below, headings, strict=True) if b]
    if all(letters_and_digits(a) == letters_and_digits(b) for a, b, _ in pairs):
        return False
    for a, b, _ in pairs:
        if _is_person(vocabulary.meaning(a)) and not _is_person(vocabulary.meaning(b)):
            return False
        if "@" in b:
            return False
    known = sum(
        heading.slot is not None and heading.slot.column is not Column.NOTES for _, _, heading in pairs
    )
    return known * 2 >= len(pairs) and not _is_complete(above, vocabulary, pairs)


def _is_complete(
    above: Sequence[str], vocabulary: Vocabulary, pairs: Sequence[tuple[str, str, Heading]]
) -> bool:
    """Whether the upper row is a whole row of headings by itself, and the lower one adds none: a row of data."""
    alone = [Heading(text, vocabulary.meaning(text)) for text in above if text]
    adds = any(not a or vocabulary.meaning(a) != heading.slot for a, _, heading in pairs)
    return _has_needs(alone, vocabulary) and not adds


@dataclass(frozen=True)
class FoundSheet:
    """The sheet that holds the table, its headings, and the visible sheets beside it that are not read."""

    sheet: Sheet
    block: HeadingBlock
    beside: Sequence[str] = ()


def find_sheet(
    sheets: Sequence[Sheet], *, wanted: str | None = None, vocabulary: Vocabulary = PAYMENTS
) -> FoundSheet:
    """The one sheet with a table of this kind: the one named ``wanted``, else the only visible one.

    Raises Invalid where there is none, where several could be meant, and where it is hidden and not asked for.
    """
    if wanted is not None:
        return _named(sheets, wanted, vocabulary)
    found = [one for sheet in sheets if (one := _in(sheet, sheets, vocabulary)) is not None]
    visible = [one for one in found if not one.sheet.hidden]
    if len(visible) == 1:
        return visible[0]
    if visible:
        names = ", ".join(f"“{one.sheet.name}”" for one in visible)
        raise Invalid(
            f"Several sheets hold {vocabulary.holds}: {names}. Say which one to import.", field="sheet"
        )
    if found:
        raise Invalid(
            f"The {vocabulary.holds} stand on the hidden sheet “{found[0].sheet.name}”. Show it in the file, or name "
            "it here.",
            field="sheet",
        )
    raise Invalid(vocabulary.not_there, field="file")


def _in(sheet: Sheet, sheets: Sequence[Sheet], vocabulary: Vocabulary) -> FoundSheet | None:
    block = find_headings(sheet.rows(), vocabulary, sheet.across)
    beside = [
        f"{one.name}{' (hidden)' if one.hidden else ''}" for one in sheets if one is not sheet and one.height
    ]
    return None if block is None else FoundSheet(sheet, block, beside)


def _named(sheets: Sequence[Sheet], wanted: str, vocabulary: Vocabulary) -> FoundSheet:
    same = [sheet for sheet in sheets if sheet.name.strip().casefold() == wanted.strip().casefold()]
    if not same:
        raise Invalid(f"The file has no sheet named “{wanted}”.", field="sheet")
    found = _in(same[0], sheets, vocabulary)
    if found is None:
        raise Invalid(
            f"The sheet “{same[0].name}” holds no such table. {vocabulary.not_there}", field="sheet"
        )
    return found
