"""Search: finds tickets, messages and people by words in any of the desk's languages.

For: the index, the query language, ranking and snippets; the same answers on SQLite and PostgreSQL.

Words: *token* (a word as it stands in a text), *stem* (what its forms share), *lexeme* (a string kept in the
index), *query* (what a reader asks, typed or by a form), *snippet* (the piece of a text that shows why it
was found).

The room owns the index and the query language, and answers the same on SQLite and PostgreSQL, because it
makes the lexemes itself and only lets the database store and intersect them.
Never: decides who may see what; each search starts from the owning room's ``visible_to(actor)``.
"""
