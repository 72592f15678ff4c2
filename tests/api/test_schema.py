"""Calls made up from the description, with right and wrong values: never a 5xx (G24, F178)."""

from __future__ import annotations

import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

from tests.api.test_access import DECLARED
from tuki.api.api import schema as description
from tuki.site.wsgi import application

EXAMPLES = 5  # of each mode for each route; more only repeat what the first find
HEADERS = {"Authorization": "Bearer token-of-vera", "Host": "testserver"}


def test_no_call_breaks_anything(vera_and_things):
    """Every route with values that fit its description and values that do not; each route from the same beginning."""
    schema = schemathesis.openapi.from_dict(description())
    schema.app = application
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            before = transaction.savepoint()
            tried += _call(operation, mode, vars(vera_and_things))
            transaction.savepoint_rollback(before)
    assert tried > len(DECLARED) * EXAMPLES


def _call(operation, mode, things) -> int:
    """Calls one route with made-up values; mostly its address names something that there is."""
    address = DECLARED[operation.definition.raw["operationId"]][0]
    # an address may name something itself, as `/roles/agent` does; then nothing is filled in
    named = dict(zip(_names(operation.path), _names(address.partition("?")[0]), strict=False))
    calls = []

    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), is_there=strategies.sampled_from([True, True, False]))
    def check(case, is_there):
        if is_there and named:
            case.path_parameters = {parameter: things[name] for parameter, name in named.items()}
        response = case.call(headers=HEADERS)
        case.validate_response(response, checks=[not_a_server_error])
        calls.append(response.status_code)

    check()
    return len(calls)


def _names(path: str) -> list[str]:
    return [each.split("}")[0] for each in path.split("{")[1:]]
