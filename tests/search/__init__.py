"""Tests of room search."""
