"""Policies: what is promised to whom, in an order that can be read; the first whose conditions hold is applied.

Words: policy, target (first response, next response, update, restore, resolve), agreement (what lines and vendors
promise each other: OLA, UC), step (who is told when, before and after a target is due), book (the policies and
calendars that held at a moment).
"""
