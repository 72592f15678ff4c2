"""How moments, spans of time, sizes and names are written for the reader: Jinja2 filters."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_skeleton
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from tuki.ui.kept import holds_until

MINUTE, HOUR, DAY = 60, 3600, 86400
NO_BREAK = "\u00a0"
# Skeletons of CLDR, before the time.
MOMENT_STYLES = {"time": "", "weekday": "E", "day": "MMMd", "date": "yMMMd", "moment": "MMMd"}
_TIMED = ("time", "weekday", "moment")


def local_time(at: datetime | None, style: str = "moment") -> SafeString | str:
    """A `<time>` in the viewer's zone. Styles: time, weekday, day, date, moment. The whole moment is its title."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    skeleton = MOMENT_STYLES[style]
    parts = (day_words(local, skeleton) if skeleton else "", f"{local:%H:%M}" if style in _TIMED else "")
    words = ", ".join(filter(None, parts))
    return format_html(
        '<time datetime="{}" title="{}" data-local-time="{}">{}</time>', at.isoformat(), full_moment(at), style, words
    )


def ago(at: datetime | None) -> SafeString | str:
    """A `<time>` saying how long ago a moment was; a script lets it age by the same words."""
    if at is None:
        return ""
    now = timezone.now()
    holds_until(_next_words(at, now))
    title, words = escape(full_moment(at)), escape(ago_words(at, now))
    return SafeString(f'<time datetime="{at.isoformat()}" title="{title}" data-ago>{words}</time>')


def ago_words(at: datetime, now: datetime | None = None) -> str:
    """“now”, “37 min ago”, “2 h ago”, “3 d ago”; from a week on, the date."""
    seconds = ((now or timezone.now()) - at).total_seconds()
    if seconds < MINUTE:
        return _("now")
    for limit, unit, words in ((HOUR, MINUTE, "{n} min ago"), (DAY, HOUR, "{n} h ago"), (7 * DAY, DAY, "{n} d ago")):
        if seconds < limit:
            return _(words).replace("{n}", str(int(seconds // unit)))
    local, today = timezone.localtime(at), timezone.localtime(now or timezone.now())
    return day_words(local, "MMMd" if local.year == today.year else "yMMMd")


def _next_words(at: datetime, now: datetime) -> datetime:
    """When `ago_words` says something else: with the next unit, or, for a date, with the next year."""
    seconds = (now - at).total_seconds()
    for limit, unit in ((HOUR, MINUTE), (DAY, HOUR), (7 * DAY, DAY)):
        if seconds < limit:
            return at + timedelta(seconds=unit * max(1, int(seconds // unit) + 1))
    today = timezone.localtime(now)
    return today.replace(year=today.year + 1, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


def ago_templates() -> dict[str, str]:
    """The words of `ago_words` with `{n}` for the number, handed to the script that refreshes them."""
    return {
        "now": _("now"),
        "minutes": _("{n} min ago"),
        "hours": _("{n} h ago"),
        "days": _("{n} d ago"),
    }


def day_words(day: date, skeleton: str) -> str:
    """A day as the reader writes it, by a skeleton of CLDR; English as in Britain: 22 Nov, 22 нояб., 22. nov."""
    return _day_words(date(day.year, day.month, day.day), skeleton, get_language() or "en")


@lru_cache(maxsize=4096)
def _day_words(day: date, skeleton: str, language: str) -> str:
    return format_skeleton(skeleton, day, locale="en_GB" if language == "en" else language)


def full_moment(at: datetime) -> str:
    """Date and time in full, with the zone, for titles and screen readers."""
    return _full_moment(timezone.localtime(at).replace(second=0, microsecond=0), get_language())


@lru_cache(maxsize=4096)
def _full_moment(local: datetime, language: str | None) -> str:
    """Remembered by the minute: the rows of a list share most of theirs. `language` is only the key."""
    return f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'H:i')} {local.tzname()}"


def duration(span: timedelta | int | float) -> str:
    """A span as “12 min”, “1 h 33” or “2 d 4 h”, which no line breaks. Numbers are minutes; the sign is dropped."""
    minutes = abs(int(span.total_seconds() // MINUTE if isinstance(span, timedelta) else span))
    if minutes < DAY // MINUTE:
        return working_time(minutes)
    days, hours = divmod(minutes // 60, 24)
    return _together(_("%(days)s d %(hours)s h") % {"days": days, "hours": hours})


def working_time(minutes: int | float) -> str:
    """Working minutes as “37 h 30” or “12 min”, which no line breaks; never days, for nobody works round the clock."""
    hours, rest = divmod(abs(int(minutes)), 60)
    if not hours:
        return _together(_("%(minutes)s min") % {"minutes": rest})
    return _together(_("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{rest:02}"})


def _together(words: str) -> str:
    """With spaces at which no line breaks: a number stays beside its unit (ISO 80000-1, 7.1.4)."""
    return words.replace(" ", NO_BREAK)


def sentence(words: str, /, **values: object) -> Markup:
    """A sentence of ours, or of its translation, with marked-up values such as moments in it; others are escaped."""
    return Markup(words) % values  # noqa: S704 - never what somebody else wrote


def byte_size(count: int) -> str:
    """A number of bytes in decimal units (1 kB = 1000 bytes, IEC 80000-13), with the reader's decimal mark."""
    if count < 1000:
        return _("%(size)s bytes") % {"size": count}
    size, units = count / 1000, [_("%(size)s kB"), _("%(size)s MB"), _("%(size)s GB")]
    while size >= 999.5 and len(units) > 1:
        size /= 1000
        units.pop(0)
    decimals = 0 if size >= 9.95 else 1
    return units[0] % {"size": number_format(round(size, decimals), decimals)}


def initials(name: str) -> str:
    """One or two letters standing for a person: first and last word, without marks and brackets."""
    words = [letters for word in name.split("@")[0].split() if (letters := "".join(filter(str.isalnum, word)))]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def grouped(count: int) -> str:
    """A whole number with the reader's marks between thousands."""
    return number_format(count, 0, force_grouping=True)


def decimal(amount: float) -> str:
    """A number with the reader's decimal mark, to one place, which is left out when it is nought: 85.8, 85,8, 10."""
    rounded = round(amount, 1)
    return number_format(rounded, 0 if rounded == int(rounded) else 1, force_grouping=True)


def capped(count: int, limit: int = 1000) -> str:
    """A count, or “1,000+” where counting stopped at the limit."""
    shown = grouped(min(count, limit))
    return f"{shown}+" if count > limit else shown


FILTERS = {
    "local_time": local_time,
    "ago": ago,
    "duration": duration,
    "working_time": working_time,
    "byte_size": byte_size,
    "initials": initials,
    "capped": capped,
    "grouped": grouped,
    "decimal": decimal,
}
