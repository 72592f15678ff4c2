"""Believable contents for the showroom, in four languages. Nothing here is read by the product's own pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Row:
    """What `ticket_row` shows; the desk has a struct of the same fields."""

    number: int
    subject: str
    requester: str
    place: str
    stage: tuple[str, str]
    time: tuple[str, str, int]
    channel: tuple[str, str] = ("mail", "Mail")
    priority: int = 3
    tags: tuple[str, ...] = ()
    assignee: str = ""
    mine: bool = False
    unread: bool = False
    picked: bool = False
    current: bool = False
    presence: tuple[tuple[str, str, bool], ...] = ()
    peek: str = ""
    live: str = ""
    beads: int | None = None
    tone: str = ""

    @property
    def href(self) -> str:
        return f"#{self.number}"

    @property
    def status(self) -> str:
        return self.stage[0]

    @property
    def status_label(self) -> str:
        return self.stage[1]

    @property
    def stage_code(self) -> str:
        return ""

    @property
    def priority_label(self) -> str:
        return PRIORITIES[self.priority]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as `attachments` shows it."""

    name: str
    size: int
    type: str
    href: str = "#files"
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event line."""

    words: str
    at: datetime


IN_PROGRESS, ASSIGNED, NEW = ("in_progress", "In progress"), ("assigned", "Assigned"), ("new", "New")
WAITING, COMPLETED = ("information_needed", "Information needed"), ("completed", "Completed")
PRIORITIES = {1: "Critical", 2: "High", 3: "Normal", 4: "Low", 5: "Whenever"}

LATE = (
    Row(
        1038,
        "Касса не печатает чеки, очередь в зале",
        "Ольга Мельник",
        "Аптека «Ромашка»",
        IN_PROGRESS,
        ("42 min late", "late", 100),
        ("phone", "Phone"),
        1,
        ("касса",),
        "Anna Nyberg",
        mine=True,
        unread=True,
    ),
    Row(
        1044,
        "db-nord-2: replikointi jäljessä 340 s",
        "Valvonta",
        "Konesali Pohjoinen",
        NEW,
        ("4 min late", "late", 100),
        ("activity", "Monitoring"),
        1,
        ("tietokanta",),
        unread=True,
    ),
)
SOON = (
    Row(
        1042,
        "Fakturaer sendes ikke etter oppdatering til 4.2",
        "Clara Solberg",
        "Kommune Nord",
        IN_PROGRESS,
        ("1 h 33", "soon", 81),
        priority=2,
        tags=("faktura", "4.2"),
        assignee="Anna Nyberg",
        mine=True,
        unread=True,
        current=True,
        presence=(("Boris Karlov", "Boris Karlov is writing", True),),
    ),
    Row(
        1047,
        "Kirjautuminen vahvalla tunnistautumisella ei onnistu",
        "Aino Mäkeläinen",
        "Kaupunginkirjasto",
        NEW,
        ("12 min", "soon", 74),
        ("message-square", "Chat"),
        2,
        ("kirjautuminen",),
        presence=(("Boris Karlov", "Boris Karlov is looking", False),),
    ),
    Row(
        1040,
        "Не приходит код подтверждения в приложении",
        "Дмитрий Ковалёв",
        "Склад Восток",
        ASSIGNED,
        ("16 min", "soon", 88),
        ("send", "Telegram"),
        assignee="Anna Nyberg",
        mine=True,
        unread=True,
        picked=True,
    ),
)
TODAY = (
    Row(
        1036,
        "Cannot export the quarterly report to XLSX",
        "Maeve O'Connor",
        "Harbour Office",
        WAITING,
        ("paused", "paused", 60),
        ("globe", "Portal"),
        tags=("reports",),
        assignee="Mari Hietala",
    ),
    Row(
        1024,
        "Puhelunsiirto katkeaa, kun soitetaan matkapuhelimeen",
        "Eero Väisänen",
        "Satamavarasto",
        IN_PROGRESS,
        ("2 h 10", "track", 48),
        assignee="Boris Karlov",
    ),
    Row(
        1019,
        "Ny ansatt: tilgang til arkiv og møterom",
        "Sindre Aas",
        "Skole Øst",
        COMPLETED,
        ("tomorrow 08:00", "off", 0),
        ("globe", "Portal"),
        4,
        ("tilgang",),
        "Mari Hietala",
    ),
)

FILES = (
    Attached("faktura-218-liste.xlsx", 48_213, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Attached("Снимок экрана.png", 1_204_881, "image/png"),
    Attached("logg.zip", 9_830_112, "application/zip", warning="not opened: password"),
)
RAIL = (
    {
        "title": "",
        "items": (
            {"label": "Mine", "href": "#mine", "icon": "user", "count": 14, "tone": "late", "key": "g m"},
            {"label": "Due today", "href": "#due", "icon": "clock", "count": 50, "tone": "soon", "current": True},
            {"label": "Unassigned", "href": "#unassigned", "icon": "circle-dashed", "count": 6, "key": "g u"},
            {"label": "All open", "href": "#open", "icon": "inbox", "count": 1284, "key": "g i"},
        ),
    },
    {
        "title": "Desk",
        "items": (
            {"label": "Knowledge", "href": "#knowledge", "icon": "book-open"},
            {"label": "People", "href": "#people", "icon": "users"},
            {"label": "Settings", "href": "#settings", "icon": "sliders-horizontal"},
        ),
    },
)


def sample_context() -> dict[str, Any]:
    """All the showroom's contents; moments are counted from now."""
    now = timezone.now()
    return {
        "priorities": PRIORITIES,
        "groups": (("Late", "late", LATE), ("In the next 2 hours", "soon", SOON), ("Today", "plain", TODAY)),
        "files_attached": FILES,
        "rail": RAIL,
        "viewer": {"name": "Anna Nyberg", "state": "on", "state_words": "Online · until 16:00", "href": "#profile"},
        "moments": {name: now - timedelta(minutes=minutes) for name, minutes in MINUTES_AGO.items()},
        "happenings": tuple(Happening(words, now - timedelta(minutes=ago)) for words, ago in HAPPENINGS),
        "languages": LANGUAGES,
    }


MINUTES_AGO = {"first": 193, "note": 121, "reply": 58, "last": 37}
HAPPENINGS = (
    ("Anna took the ticket", 190),
    ("Priority raised from Normal to High", 188),
    ("Tag faktura added", 187),
)
LANGUAGES = (
    ("en", "Sending in 10 s", "Undo", "Boris replied while you were writing. Read it before sending."),
    ("ru", "Отправим через 10 с", "Отменить", "Пока вы писали, ответил Борис. Прочитайте его ответ перед отправкой."),
    ("nb", "Sendes om 10 s", "Angre", "Boris svarte mens du skrev. Les svaret før du sender."),
    ("fi", "Lähetetään 10 s kuluttua", "Peru", "Boris vastasi kirjoittaessasi. Lue vastaus ennen lähetystä."),
)
