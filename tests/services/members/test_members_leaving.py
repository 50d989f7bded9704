"""A member who leaves: no cached figure counts them from that moment on."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.services.members import members
from sigma_finance.services.members.members import Editor
from tests.people import People, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def version(people: People) -> int:
    db.session.rollback()
    return db.session.get_one(Chapter, people.chapter_id).figures_version


class TestAMemberWhoLeaves:
    def test_makes_every_cached_figure_an_old_one_and_again_as_they_return(self, people: People) -> None:
        whose: dict[str, Any] = {"chapter_id": people.chapter_id, "member_id": people.member.member_id}
        editor = Editor(people.admin.member_id, people.admin.name, Role.ADMIN)
        before = version(people)
        members.deactivate(**whose, reason="Moved", editor=editor, by=OPERATOR)
        left = version(people)
        assert left > before
        members.reactivate(**whose, editor=editor, by=OPERATOR)
        assert version(people) > left
