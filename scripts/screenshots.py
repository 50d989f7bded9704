"""Takes the README's pictures from the demo, served on this computer by ``scripts/dev.py``.

python scripts/screenshots.py [ADDRESS]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 860}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MEMBER, TREASURER = "member@sds.example.org", "treasurer@sds.example.org"
PASSWORD = "harbor lantern violet"  # noqa: S105  (the demo's, printed at every start)


def main(address: str) -> None:
    """Walk through the demo as its member and its treasurer, taking a picture of each page that the README shows."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        member(signed_in(browser, address, MEMBER, PHONE))
        treasurer(signed_in(browser, address, TREASURER, DESKTOP))
        browser.close()


def signed_in(browser: Browser, address: str, email: str, size: dict[str, int]) -> Page:
    """A page of that size, signed in as this person of the demo."""
    page = browser.new_page(viewport=size, device_scale_factor=2, base_url=address)  # type: ignore[arg-type]
    page.goto("/auth/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    return page


def picture(page: Page, name: str) -> None:
    """Keep what the page shows now."""
    page.screenshot(path=PICTURES / f"{name}.png")


def member(page: Page) -> None:
    """What a member meets, from owing to paid."""
    page.goto("/dashboard")
    picture(page, "dashboard-phone")
    page.goto("/payments/pay")
    picture(page, "pay-phone")
    page.locator("main form button").last.click()
    page.locator("main form button").first.click()
    page.wait_for_url("**/payments/*/result*")
    picture(page, "paid-phone")


def treasurer(page: Page) -> None:
    """What a treasurer looks at first."""
    page.goto("/treasurer")
    picture(page, "overview")
    page.goto("/treasurer/statistics")
    page.wait_for_function("document.querySelectorAll('canvas').length >= 3")
    page.wait_for_timeout(1500)  # until the bars have grown
    picture(page, "statistics")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:5000")
