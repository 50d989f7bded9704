"""What stands around a page: the values that the layouts show, given by the context function ``shell()``."""

from __future__ import annotations

from dataclasses import dataclass

#: A bar at the bottom of a phone holds five: all items, or four and a menu with the rest.
BAR_PLACES = 5


@dataclass(frozen=True)
class NavItem:
    """A place that the navigation or the person's menu leads to; ``count`` is what waits there."""

    label: str
    href: str
    icon: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class ChapterChoice:
    """A chapter that the person may switch to."""

    name: str
    slug: str
    current: bool = False


@dataclass(frozen=True)
class Shell:
    """The frame of a signed-in person's page: their chapter, their name, and where they can go from here."""

    chapter_name: str
    home_href: str
    person_name: str
    person_detail: str
    sign_out_href: str
    #: The person and the chapter in one word, under which their browser keeps what they type; none on a shown-off page.
    person_key: str = ""
    seconds_left: int = 0
    stay_href: str = ""
    sign_in_href: str = ""
    nav: tuple[NavItem, ...] = ()
    menu: tuple[NavItem, ...] = ()
    chapters: tuple[ChapterChoice, ...] = ()
    switch_href: str = ""
    colours_href: str = ""
    logo_href: str = ""
    photo_href: str = ""
    notices_href: str = ""
    notice_count: int = 0

    @property
    def bar(self) -> tuple[NavItem, ...]:
        """What a phone shows at the bottom."""
        return self.nav if len(self.nav) <= BAR_PLACES else self.nav[: BAR_PLACES - 1]

    @property
    def rest(self) -> tuple[NavItem, ...]:
        """What a phone keeps behind *More*."""
        return self.nav[len(self.bar) :]

    @property
    def rest_is_current(self) -> bool:
        """Whether the page shown is one of those behind *More*."""
        return any(item.current for item in self.rest)
