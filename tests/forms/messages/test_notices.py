"""What a person wants e-mail about."""

from __future__ import annotations

from sigma_finance.domain.topics import Topic
from sigma_finance.forms.messages.notices import TopicsForm
from tests.forms.filling import Filler


class TestTopics:
    def test_begin_ticked_but_for_those_that_were_muted(self, fill: Filler) -> None:
        form = fill(lambda: TopicsForm.of(["plans"], is_officer=True))
        assert (form.reminders.data, form.plans.data, form.weekly.data) == (True, False, True)

    def test_are_wanted_where_they_were_ticked(self, fill: Filler) -> None:
        form = fill(lambda: TopicsForm.of([], is_officer=True), {"payments": "y"})
        assert form.validate()
        assert form.wanted == {Topic.PAYMENTS}

    def test_that_were_not_asked_stay_wanted(self, fill: Filler) -> None:
        form = fill(lambda: TopicsForm.of([], is_officer=False), {"payments": "y"})
        assert "weekly" not in form
        assert form.wanted == {Topic.PAYMENTS, Topic.WEEKLY}
