"""Opening a chapter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain import policy
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.chapters.requests import NewChapter
from sigma_finance.domain.errors import DomainError, Invalid
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter
from sigma_finance.services.chapters import chapters
from sigma_finance.services.chapters.chapters import SlugTaken

SDS = NewChapter("Sigma Delta Sigma", "sds", "USD", "America/New_York", 20000)


class TestOpeningAChapter:
    def test_keeps_what_was_given_and_writes_an_audit_line(self, any_app: Flask) -> None:
        chapter_id = chapters.create(chapter=replace(SDS, slug=" SDS ", currency="usd"), by=OPERATOR)
        db.session.rollback()
        chapter = db.session.get_one(Chapter, chapter_id)
        assert (chapter.name, chapter.slug, chapter.currency) == ("Sigma Delta Sigma", "sds", "USD")
        assert (chapter.timezone, chapter.dues_minor) == ("America/New_York", 20000)
        assert policy.read(chapter.policy).reminders == (-14, -3, 0, 7, 30)
        [line] = db.session.scalars(select(AuditEvent).where(AuditEvent.chapter_id == chapter_id))
        assert (line.action, line.details, line.sequence) == ("chapter.created", {"slug": "sds"}, 1)

    def test_refuses_a_short_name_in_use(self, any_app: Flask) -> None:
        chapters.create(chapter=SDS, by=OPERATOR)
        with pytest.raises(SlugTaken, match="already"):
            chapters.create(chapter=replace(SDS, name="Another"), by=OPERATOR)
        assert len(db.session.scalars(select(Chapter)).all()) == 1

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            (replace(SDS, name="  "), "name"),
            (replace(SDS, name="x" * 121), "name"),
            (replace(SDS, slug="Sigma Delta"), "slug"),
            (replace(SDS, currency="DOLLAR"), "currency"),
            (replace(SDS, currency="KWD"), "currency"),
            (replace(SDS, timezone="Nowhere/At_All"), "timezone"),
            (replace(SDS, dues_minor=10**9), "dues"),
            (replace(SDS, dues_minor=-1), "dues"),
        ],
    )
    def test_refuses_what_cannot_be(self, app: Flask, wrong: NewChapter, field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            chapters.create(chapter=wrong, by=OPERATOR)
        assert refusal.value.field == field
        assert isinstance(refusal.value, DomainError)
        assert db.session.scalars(select(Chapter)).all() == []
