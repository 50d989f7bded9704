"""Every setting that the application reads is explained in .env.example, and nothing else is."""

from __future__ import annotations

import re

from sigma_finance.config import ROOT

#: Read by Flask and gunicorn themselves.
OTHERS = {"FLASK_APP", "FLASK_DEBUG", "WEB_CONCURRENCY"}
SETTING = re.compile(r"^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$")


def read_by_the_application() -> set[str]:
    source = (ROOT / "sigma_finance" / "config.py").read_text(encoding="utf-8")
    return set(re.findall(r"env(?:iron)?\.get\(\s*[\"']([A-Z0-9_]+)", source))


def example() -> list[str]:
    return (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()


def named() -> dict[str, int]:
    return {found[1]: number for number, line in enumerate(example()) if (found := SETTING.match(line))}


class TestTheExampleOfSettings:
    def test_names_every_setting_that_is_read(self) -> None:
        assert read_by_the_application() - set(named()) == set()

    def test_names_no_other(self) -> None:
        assert set(named()) - read_by_the_application() - OTHERS == set()

    def test_explains_each(self) -> None:
        lines = example()
        for number in named().values():
            above = [line for line in lines[:number] if not SETTING.match(line)]
            assert above[-1].startswith("# "), lines[number]

    def test_holds_nothing_secret(self) -> None:
        for line in example():
            found = SETTING.match(line)
            if found and re.search(r"KEY|SECRET", found[1]):
                assert found[2] in ("", "sk_test_...", "pk_test_...", "whsec_...", "SG....")

    def test_is_the_only_reader_of_the_environment(self) -> None:
        readers = {
            file.relative_to(ROOT).as_posix()
            for file in (ROOT / "sigma_finance").rglob("*.py")
            if re.search(r"os\.environ|getenv", file.read_text(encoding="utf-8"))
        }
        assert readers == {"sigma_finance/config.py"}
