"""What another process does in tests of the cache: it may charge a member first, then it looks at the figures."""

from __future__ import annotations

import json

from sigma_finance.app import create_app
from sigma_finance.database.scopes import for_chapter
from sigma_finance.services.figures import cached, overview, stats
from tests.people import Person
from tests.routes.house import ZONE, owe


def looks(person: Person, charging: int) -> None:
    """Print what is owed and charged, and this process's hits and misses, after it charged the person so much."""
    with create_app().app_context(), for_chapter(person.chapter_id):
        if charging:
            owe(person, charging)
        seen = overview.get_overview(chapter_id=person.chapter_id, timezone=ZONE)
        told = stats.get_statistics(chapter_id=person.chapter_id)
        found = cached.reads_here()
    print(
        json.dumps([seen.people.owed_minor, told.total.charged_minor, found.hits, found.misses]), flush=True
    )
