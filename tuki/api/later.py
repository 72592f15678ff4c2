"""Addresses whose module is loaded when the first of them is asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.datastructures import MultiValueDict


class Later(URLResolver):
    """All addresses below `route`, as `module` says in its `urlpatterns`; `reverse` does not know them.

    Django asks every resolver for the names in it as soon as a page makes a link, which would load the module: so this
    one has none.
    """

    reverse_dict: ClassVar[MultiValueDict[str, Any]] = MultiValueDict()
    namespace_dict: ClassVar[dict[str, tuple[str, URLResolver]]] = {}
    app_dict: ClassVar[dict[str, list[str]]] = {}

    def __init__(self, route: str, module: str) -> None:
        super().__init__(RoutePattern(route), module)

    def _populate(self) -> None:
        """Nothing to collect."""
        self._populated = True
