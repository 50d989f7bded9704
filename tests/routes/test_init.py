"""Every page of the product on the application."""

from __future__ import annotations

import importlib
import pkgutil

from flask import Blueprint, Flask

from sigma_finance import routes
from sigma_finance.web import guards


def blueprints() -> dict[str, str]:
    """The blueprints of the package by name, with the module that makes each."""
    names = (found.name for found in pkgutil.walk_packages(routes.__path__, f"{routes.__name__}."))
    modules = [importlib.import_module(name) for name in names]
    made = ((module, getattr(module, "blueprint", None)) for module in modules)
    return {one.name: module.__name__ for module, one in made if isinstance(one, Blueprint)}


class TestThePages:
    def test_of_every_module_are_on_the_application(self, sqlite_app: Flask) -> None:
        assert set(blueprints()) - set(sqlite_app.blueprints) == set()
        answered = {rule.endpoint.partition(".")[0] for rule in sqlite_app.url_map.iter_rules()}
        assert set(blueprints()) - answered == set()

    def test_of_a_chapter_are_known_before_the_first_request(self, sqlite_app: Flask) -> None:
        known = sqlite_app.config["CHAPTER_PAGES"]
        assert known == guards.chapter_pages(sqlite_app)
        assert {"treasurer", "dashboard", "payments"} <= known
        assert not {"auth", "account", "platform"} & known
