"""A text as a question: any of its words, for finding articles and tickets that are about the same."""

from tuki.search.language import tokens
from tuki.search.query.parser import MAX_TERMS
from tuki.search.query.tree import Node, Word, disjunction

MIN_WORD_LENGTH = 3


def any_word_of(text: str) -> Node | None:
    """Texts that share a word with this one; None when it has none worth asking for.

    The longest words are kept when there are more than ``MAX_TERMS``: they tell most.
    """
    words = {token.whole: None for token in tokens(text) if len(token.whole) >= MIN_WORD_LENGTH}
    longest = set(sorted(words, key=len, reverse=True)[:MAX_TERMS])
    return disjunction([Word(word) for word in words if word in longest])
