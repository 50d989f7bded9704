"""A chapter's settings, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.policy import Policy
from sigma_finance.queries.chapters import settings as kept
from sigma_finance.services.chapters import settings
from tests.people import People, open_chapter
from tests.pictures import picture


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


class TestSettings:
    def test_are_kept_with_a_logo(self, people: People) -> None:
        before = kept.get_settings(chapter_id=people.chapter_id)
        assert before.policy == Policy()
        wanted = replace(before, policy=replace(before.policy, receipt_prefix="SDS"))
        changed = settings.save(
            chapter_id=people.chapter_id,
            settings=wanted,
            logo=picture(),
            opened=settings.mark(before),
            by=OPERATOR,
        )
        assert changed == ["receipt_prefix", "logo"]
        assert kept.get_settings(chapter_id=people.chapter_id) == wanted
        assert kept.get_logo(chapter_id=people.chapter_id).startswith(b"\x89PNG")
