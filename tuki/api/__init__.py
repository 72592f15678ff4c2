"""The HTTP API under `/api/v1`, and what machines ask: `/health` and `/metrics`.

For: programs that act as a person with a bearer token, staff and customers alike. It reads through the rooms'
queries and writes through their commands, and says what it offers in `/api/v1/openapi.json`.
Words: route (an address with a method), scope (what a token is limited to), shape (the JSON of a thing),
problem (a refusal as RFC 9457), repeat (the same request again, under its Idempotency-Key).
Never: decides who may see or do what, signs in by cookie, or shows a field that a page would hide.
"""
