"""Who is on a chapter's member list under the name or the telephone number of somebody else there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, or_, select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.folding import folded_name
from sigma_finance.domain.members.look_alikes import Somebody, is_alike, number_of
from sigma_finance.domain.members.phones import BESIDE
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.queries.people import known


def look_alikes(*, chapter_id: int, of: Sequence[Somebody]) -> dict[int, list[Somebody]]:
    """The members who may be the same person as one of these, by that one's id; who is like nobody is not in it."""
    names = {folded_name(one.name) for one in of}
    numbers = {number_of(one.phone) for one in of} - {""}
    rows = db.session.execute(
        select(Member.id, Member.name, Member.phone, Member.email)
        .where(known(chapter_id), or_(Member.folded_name.in_(names), _number().in_(numbers)))
        .order_by(Member.folded_name, Member.id)
    )
    others = [read_row(Somebody, row) for row in rows]
    alike = {one.id: [other for other in others if other.id != one.id and is_alike(one, other)] for one in of}
    return {member_id: found for member_id, found in alike.items() if found}


def is_name_known(*, chapter_id: int, name: str) -> bool:
    """Whether somebody of this name, however it is written, is on the chapter's member list."""
    return bool(
        db.session.scalar(select(exists().where(known(chapter_id), Member.folded_name == folded_name(name))))
    )


def _number() -> ColumnElement[str]:
    """What ``number_of`` makes of a member's telephone."""
    digits: ColumnElement[str] = Member.phone.expression
    for beside in sorted(BESIDE):
        digits = func.replace(digits, beside, "")
    return func.ltrim(digits, "01")
