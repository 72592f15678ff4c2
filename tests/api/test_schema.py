"""Calls made up from the description, with right and wrong values: never a 5xx (G24)."""

from __future__ import annotations

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from tuki.api.api import schema as description
from tuki.site.wsgi import application

EXAMPLES = 12

schema = schemathesis.openapi.from_dict(description())
schema.app = application


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_call_breaks_anything(case, vera_and_things):
    case.call_and_validate(
        checks=[not_a_server_error], headers={"Authorization": "Bearer token-of-vera", "Host": "testserver"}
    )
