"""Every address that answers GET with a page is looked at in `tests/e2e/test_every_page.py`, or says why not."""

from collections import defaultdict
from urllib.parse import urlsplit

from django.urls import get_resolver, resolve

from tests.e2e import pages
from tuki.ui.access import declared, walk

LISTED = (*pages.STAFF, *pages.PORTAL, *pages.DOOR, *pages.WIZARD)


def answering_get(patterns=None, namespace="") -> set[str]:
    """The names of all addresses but the API's, which no browser opens."""
    names = set()
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(each, "url_patterns"):
            names |= answering_get(each.url_patterns, f"{each.namespace}:" if each.namespace else namespace)
        elif "GET" in declared(each.callback).methods and "token" not in declared(each.callback).who:
            names.add(namespace + each.name)
    return names


def looked_at() -> set[str]:
    gaps = defaultdict(lambda: "1", setup="/setup/token")
    return {resolve(urlsplit(each.format_map(gaps)).path).view_name for each in LISTED if each != pages.NOWHERE}


def test_every_page_is_looked_at():
    assert answering_get() - looked_at() - pages.NO_PAGES == set()


def test_nothing_is_named_that_is_not_there():
    assert pages.NO_PAGES - answering_get() == set()
    assert pages.NO_PAGES & looked_at() == set()
    assert len(set(LISTED)) == len(LISTED)


def test_a_page_without_a_look_would_be_found():
    assert "desk:tickets" in answering_get() and "portal:requests" in answering_get()
    assert len(list(walk(get_resolver().url_patterns))) > len(answering_get()) > len(pages.NO_PAGES)
