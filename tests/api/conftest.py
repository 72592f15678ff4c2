"""Programs of each of the cast: `api.anna.get("/tickets")`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import signals
from django.db import close_old_connections
from django.test import Client

from tests.api.world import World, make_world
from tests.cast import SYSTEM, Cast
from tuki.people.signin.tokens import set_token

NAMES = ("anna", "boris", "clara", "dmitri", "vera")


@dataclass
class Program:
    """Something that calls the API with a token, or without one."""

    token: str | None

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The response; `data` is its JSON, where it has any."""
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        content = "" if body is None else body if isinstance(body, (str, bytes)) else json.dumps(body)
        response = Client(raise_request_exception=False).generic(
            method, f"/api/v1{path}", content, content_type="application/json", headers=headers
        )
        is_json = "json" in response.headers.get("Content-Type", "") and response.content
        response.data = json.loads(response.content) if is_json else None
        return response

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("DELETE", path, body, **headers)


@dataclass
class Programs:
    """One for each of the cast, and one that is nobody's."""

    anonymous: Program
    anna: Program
    boris: Program
    clara: Program
    dmitri: Program
    vera: Program

    def all(self) -> dict[str, Program]:
        return {name: getattr(self, name) for name in ("anonymous", *NAMES)}


@pytest.fixture
def api(cast: Cast) -> Programs:
    """Tokens without limits for everybody."""
    for name in NAMES:
        set_token(SYSTEM, getattr(cast, name).id, value=f"token-of-{name}")
    return Programs(Program(None), **{name: Program(f"token-of-{name}") for name in NAMES})


@pytest.fixture
def vera_and_things(cast: Cast, api: Programs) -> Iterator[World]:
    """Something behind every address, and requests that leave the test's own connection open."""
    world = make_world(cast)
    around = (signals.request_started, signals.request_finished)
    for signal in around:
        signal.disconnect(close_old_connections)
    yield world
    for signal in around:
        signal.connect(close_old_connections)
