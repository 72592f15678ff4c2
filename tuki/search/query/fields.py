"""Filters: their names and values, in English and as Russians, Norwegians and Finns call them.

The canonical names are English; a query is kept and written with them, whatever it was typed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_ME = {"me": "me", "я": "me", "мне": "me", "meg": "me", "minä": "me", "minulle": "me"}
_NONE = {
    "none": "none",
    "nobody": "none",
    "никто": "none",
    "ingen": "none",
    "kukaan": "none",
    "ei-kukaan": "none",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One filter: the names it may be typed by, and canonical values by what may be typed."""

    name: str
    aliases: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    only_values: bool = False
    """Whether other values than those listed make no sense."""
    is_date: bool = False


_STATUSES = {
    **dict.fromkeys(("open", "открыто", "открыта", "открытые", "открыт", "åpen", "åpne", "avoin", "avoimet"), "open"),
    **dict.fromkeys(("new", "новое", "новая", "новые", "новый", "ny", "nye", "uusi", "uudet"), "new"),
    **dict.fromkeys(("assigned", "назначено", "назначена", "назначен", "tildelt", "osoitettu"), "assigned"),
    **dict.fromkeys(("in_progress", "in-progress", "в-работе", "under-arbeid", "työn-alla"), "in_progress"),
    **dict.fromkeys(
        ("information_needed", "information-needed", "нужны-данные", "trenger-info", "lisätietoja"),
        "information_needed",
    ),
    **dict.fromkeys(
        ("external_processing", "external-processing", "внешняя-обработка", "ekstern", "ulkoinen"),
        "external_processing",
    ),
    **dict.fromkeys(
        ("completed", "solved", "выполнено", "решено", "выполнена", "решена", "fullført", "løst", "valmis"), "completed"
    ),
    **dict.fromkeys(("rejected", "отклонено", "отклонена", "avvist", "hylätty"), "rejected"),
    **dict.fromkeys(("closed", "закрыто", "закрыта", "закрытые", "закрыт", "lukket", "lukkede", "suljettu"), "closed"),
}
_KINDS = {
    **dict.fromkeys(("incident", "инцидент", "hendelse", "häiriö"), "incident"),
    **dict.fromkeys(("service_request", "request", "запрос", "forespørsel", "pyyntö"), "service_request"),
    **dict.fromkeys(("information_request", "question", "вопрос", "spørsmål", "kysymys"), "information_request"),
    **dict.fromkeys(("documentation_request", "documentation", "документация"), "documentation_request"),
    **dict.fromkeys(("change_request", "change", "изменение", "endring", "muutos"), "change_request"),
    **dict.fromkeys(("suggestion", "предложение", "forslag", "ehdotus"), "suggestion"),
    **dict.fromkeys(("complaint", "жалоба", "klage", "valitus"), "complaint"),
}
_PRIORITIES = {
    **dict.fromkeys(("low", "низкий", "низкая", "lav", "matala"), "low"),
    **dict.fromkeys(("normal", "medium", "обычный", "обычная", "vanlig", "normaali"), "normal"),
    **dict.fromkeys(("high", "высокий", "высокая", "høy", "korkea"), "high"),
    **dict.fromkeys(("critical", "urgent", "критический", "срочный", "срочно", "haster", "kiireellinen"), "critical"),
}
_HAS = dict.fromkeys(("file", "files", "attachment", "файл", "вложение", "fil", "vedlegg", "tiedosto", "liite"), "file")
_IS = {
    **dict.fromkeys(("unread", "непрочитано", "ulest", "lukematon"), "unread"),
    **dict.fromkeys(("unassigned", "неназначена", "utildelt", "osoittamaton"), "unassigned"),
}
_LANGUAGES = {
    **dict.fromkeys(("en", "english", "английский", "engelsk", "englanti"), "en"),
    **dict.fromkeys(("ru", "russian", "русский", "russisk", "venäjä"), "ru"),
    **dict.fromkeys(("nb", "no", "norwegian", "норвежский", "norsk", "norja"), "nb"),
    **dict.fromkeys(("fi", "finnish", "финский", "finsk", "suomi"), "fi"),
    **dict.fromkeys(("de", "german", "немецкий", "tysk", "saksa"), "de"),
    **dict.fromkeys(("sv", "swedish", "шведский", "svensk", "ruotsi"), "sv"),
    **dict.fromkeys(("uk", "ukrainian", "украинский", "ukrainsk", "ukraina"), "uk"),
}

_ALL = (
    Field("status", ("статус", "tila"), _STATUSES),
    Field("assignee", ("исполнитель", "ansvarlig", "käsittelijä", "vastuuhenkilö"), {**_ME, **_NONE}),
    Field("requester", ("заявитель", "innmelder", "pyytäjä"), _ME),
    Field("from", ("от", "fra", "lähettäjä"), _ME),
    Field("tag", ("метка", "тег", "etikett", "merke", "tunniste"), _NONE),
    Field("department", ("отдел", "avdeling", "osasto")),
    Field("organisation", ("organization", "организация", "organisasjon", "organisaatio")),
    Field("kind", ("type", "вид", "тип", "slag", "laji", "tyyppi"), _KINDS),
    Field("category", ("категория", "kategori", "kategoria", "luokka"), _NONE),
    Field("priority", ("приоритет", "prioritet", "prioriteetti", "kiireellisyys"), _PRIORITIES),
    Field("created", ("создана", "создан", "opprettet", "luotu"), is_date=True),
    Field("updated", ("обновлена", "изменена", "oppdatert", "päivitetty"), is_date=True),
    Field("has", ("есть", "har", "sisältää"), _HAS, only_values=True),
    Field("is", ("это", "er", "on"), _IS, only_values=True),
    Field("number", ("номер", "nummer", "numero")),
    Field("language", ("язык", "språk", "kieli"), _LANGUAGES),
)

FIELDS: Mapping[str, Field] = MappingProxyType({entry.name: entry for entry in _ALL})
"""The filters by canonical name."""

_BY_NAME = {name: entry for entry in _ALL for name in (entry.name, *entry.aliases)}

OR_WORDS = frozenset({"OR", "ИЛИ", "ELLER", "TAI", "ODER"})
"""Between two terms, in capitals."""


def field_called(name: str) -> Field | None:
    """The filter that is called so in any of the languages."""
    return _BY_NAME.get(name.casefold())


def field_names() -> tuple[str, ...]:
    """Every name a filter may be typed by, for suggestions; canonical names first."""
    return tuple(dict.fromkeys((*FIELDS, *_BY_NAME)))
