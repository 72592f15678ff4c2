"""Every URL declares who may call it (G19), and the declaration makes sense."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver, path

from tuki.kernel.permissions import permissions
from tuki.ui.access import WHO, declared, open_all_to, walk


def all_urls():
    return list(walk(get_resolver().url_patterns))


def test_every_url_declares_who_may_call_it():
    undeclared = [route for route, pattern in all_urls() if declared(pattern.callback) is None]
    assert all_urls() and undeclared == []


def test_declarations_name_what_exists():
    methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
    for route, pattern in all_urls():
        declaration = declared(pattern.callback)
        assert declaration.who and declaration.who <= WHO, route
        assert declaration.methods and declaration.methods <= methods, route
        assert declaration.permission is None or declaration.permission in permissions(), route


def test_an_undeclared_url_would_be_found():
    def forgotten(request):
        return HttpResponse()

    patterns = [path("deep/forgotten", forgotten)]
    assert [route for route, each in walk(patterns) if declared(each.callback) is None] == ["/deep/forgotten"]
    open_all_to(patterns, "token")
    assert declared(patterns[0].callback).who == {"token"}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_methods_that_are_not_declared_are_refused(client, method):
    for route, pattern in all_urls():
        declaration = declared(pattern.callback)
        if method in declaration.methods or "token" in declaration.who:
            continue
        request = RequestFactory().generic(method, "/")
        request.actor = None
        kwargs = dict.fromkeys(pattern.pattern.converters, "1")
        assert pattern.callback(request, **kwargs).status_code == 405, route
