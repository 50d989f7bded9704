"""What axe finds wrong with a page: everything at every width, and the colours of each kind of text once in a theme.

To find what lies behind a text takes axe longer than all else. Two texts of one look, whose elements up to the page
are of the same classes, colours and places, have the same contrast on whichever page and at whichever width they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe, AxeResults
from playwright.sync_api import Page

AXE = Axe()
#: In this order, or turned round: each step changes the width or the theme, and the next page begins where one ended.
STATES = ((1280, "light"), (1280, "dark"), (390, "dark"), (390, "light"))
HEIGHT = 844
#: What the theme changes.
COLOURS = ["color-contrast", "link-in-text-block"]
#: By theme, the looks of texts whose colours were judged and are right.
JUDGED: dict[str, set[str]] = defaultdict(set)
#: What axe finds wrong, once colours that change with the theme have done so, and the looks of texts that are new.
RUN = """
async ({judged, colours, all}) => {
  do await new Promise(requestAnimationFrame);
  while (document.getAnimations().some((one) => one instanceof CSSTransition));
  const known = new Set(judged), behind = new Map(), fresh = [], looks = new Set(), found = [];
  const stands = (element) => {
    if (!element) return "";
    if (behind.has(element)) return behind.get(element);
    const style = getComputedStyle(element);
    const moved = ["absolute", "fixed", "sticky"].includes(style.position) ? innerWidth : "";
    const own = [element.tagName, element.className, style.backgroundColor, style.backgroundImage, style.opacity,
      style.filter, style.mixBlendMode, style.position, style.display, style.transform, moved];
    behind.set(element, stands(element.parentElement) + "/" + own.join());
    return behind.get(element);
  };
  const looksLike = (element) => {
    const style = getComputedStyle(element), field = element.control ?? element;
    return [stands(element), style.color, style.fontSize, style.fontWeight, style.textShadow, style.borderBottom,
      style.textDecoration, style.webkitTextFillColor, !!field.closest(":disabled, [aria-disabled=true]"),
      getComputedStyle(element, "::before").content, getComputedStyle(element, "::after").content,
      element.placeholder && getComputedStyle(element, "::placeholder").color].join();
  };
  const short = (text) => {
    let [one, other] = [0xdeadbeef, 0x41c6ce57];
    for (let at = 0; at < text.length; at++) {
      one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
      other = Math.imul(other ^ text.charCodeAt(at), 1597334677);
    }
    return (one >>> 0).toString(36) + (other >>> 0).toString(36);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = new Set(document.querySelectorAll("input, select, textarea"));
  while (walker.nextNode()) if (walker.currentNode.data.trim()) texts.add(walker.currentNode.parentElement);
  for (const element of texts) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || !element.checkVisibility({visibilityProperty: true})) continue;
    const look = short(looksLike(element));
    if (known.has(look) || looks.has(look)) continue;
    fresh.push(element);
    if (box.left >= 0 && box.right <= innerWidth) looks.add(look);
  }
  const ask = async (where, options) =>
    found.push(...(await axe.run(where, {resultTypes: ["violations"], ...options})).violations);
  if (all) await ask(document, {rules: Object.fromEntries(colours.map((one) => [one, {enabled: false}]))});
  const before = found.length;
  if (fresh.length) await ask({include: fresh}, {runOnly: {type: "rule", values: colours}});
  return {violations: found, looks: found.length === before ? [...looks] : []};
}
"""


class Judge:
    """Looks at page after page in a browser, each at every width by day and by night."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.turned_round = False

    def troubles(self) -> Iterator[str]:
        """What is wrong with the page that is open, and at which width."""
        self.page.evaluate(AXE.axe_script)
        for width, theme in STATES[:: -1 if self.turned_round else 1]:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            yield from (f"at {width}, {problem}" for problem in self._problems(theme))
        self.turned_round = not self.turned_round

    def _problems(self, theme: str) -> Iterator[str]:
        """What is wrong at this width in this theme: by night what the theme changes, by day everything."""
        wider = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            yield f"{theme}: {wider} px too wide"
        asked = {"judged": [*JUDGED[theme]], "colours": COLOURS, "all": theme == "light"}
        answer: dict[str, Any] = self.page.evaluate(RUN, asked)
        JUDGED[theme].update(answer["looks"])
        report = AxeResults(answer)
        if report.violations_count:
            yield f"{theme}: {report.generate_report()}"
