"""Imports: the history of another desk becomes tickets here, with their original times.

For: tables (CSV) of tickets or of their updates: which column means what, reading, playing each case by the usual
commands at its own moments, progress, stopping and going on.
Words: import, source, case (what the table calls a ticket), column, mapping, row.
Never: answers or notifies anybody; makes the same case twice, however often the same table comes.
"""
