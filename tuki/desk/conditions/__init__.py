"""Conditions as people write and read them: a form of groups and rows that works without script, and sentences."""

from tuki.desk.conditions.form import Form, form_of, posted_conditions
from tuki.desk.conditions.words import condition_words

__all__ = ["Form", "condition_words", "form_of", "posted_conditions"]
