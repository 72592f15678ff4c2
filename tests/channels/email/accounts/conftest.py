"""A provider, and an account at it that has consented."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cast import SYSTEM, Cast, make_cast
from tests.channels.email.fetching.conftest import limits, watch
from tests.token_endpoint import CLIENT_ID, CLIENT_SECRET, TokenEndpoint
from tuki.channels.email.accounts.providers import AccountDetails
from tuki.channels.email.commands.account import add_mail_account
from tuki.channels.email.models import MailAccount

__all__ = ["limits", "watch"]


@pytest.fixture
def provider() -> Iterator[TokenEndpoint]:
    running = TokenEndpoint()
    yield running
    running.stop()


@pytest.fixture
def desk(transactional_db) -> Cast:
    """The cast at their desk, for watchers in threads of their own."""
    return make_cast()


def details(endpoint: TokenEndpoint, **values: str) -> AccountDetails:
    """An account of a provider of one's own."""
    usual = {
        "name": "Office",
        "provider": "other",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "authorize_url": f"{endpoint.url}/authorize",
        "token_url": f"{endpoint.url}/token",
        "scope": "mail offline_access",
    }
    return AccountDetails(**usual | values)


def consented(provider: TokenEndpoint) -> MailAccount:
    """An account with a refresh token that holds."""
    return add_mail_account(SYSTEM, details=details(provider, refresh_token=provider.refresh))
