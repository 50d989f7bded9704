"""What stands around a page: the values that the layouts show, given by the context function ``shell()``."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    group: str = ""


@dataclass(frozen=True)
class NavGroup:
    """Places that belong together, shown while one of them is; until then what waits in them is counted together."""

    label: str
    items: tuple[NavItem, ...]

    @property
    def current(self) -> bool:
        """Whether the page shown is one of its."""
        return any(item.current for item in self.items)

    @property
    def count(self) -> int:
        """What waits in all of it."""
        return sum(item.count for item in self.items)


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
        """What a phone shows at the bottom: of places in groups, the first of each of the first groups."""
        if self.groups:
            return tuple(
                replace(group.items[0], label=group.label, current=group.current, count=group.count)
                for group in self.groups[: BAR_PLACES - 1]
            )
        return self.nav if len(self.nav) <= BAR_PLACES else self.nav[: BAR_PLACES - 1]

    @property
    def rest(self) -> tuple[NavItem, ...]:
        """What a phone keeps behind *More*."""
        return () if self.groups else self.nav[len(self.bar) :]

    @property
    def groups(self) -> tuple[NavGroup, ...]:
        """The places in their groups; none where they are few enough to stand by themselves."""
        labels = dict.fromkeys(item.group for item in self.nav if item.group)
        return tuple(
            NavGroup(label, tuple(item for item in self.nav if item.group == label)) for label in labels
        )

    @property
    def rest_is_current(self) -> bool:
        """Whether the page shown is one of those behind *More*."""
        return any(item.current for item in self.rest) or any(
            group.current for group in self.groups[BAR_PLACES - 1 :]
        )

    @property
    def rest_count(self) -> int:
        """What waits behind *More*."""
        return sum(group.count for group in self.groups[BAR_PLACES - 1 :])
