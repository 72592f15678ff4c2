"""Lines of keys, whatever way they are written."""

import pytest

from tuki.setup.toml_lines import Lines

TEXT = '''\
top = 1

[brand.main]          # a comment with [brackets] and "quotes"
name = "x"
"quoted key" = 2
dotted.inner = 3

[[person]]
name = """
[[person]]
email = "not a key"
"""
departments = [
  "a",  # one
  "b",
]
[[person]]
email = "e"
grant = { role = "agent", place = { name = "p" } }

[person.nested]
deep = true
[[person]]
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("brand", "main"), 3),
        (("brand", "main", "name"), 4),
        (("brand", "main", "quoted key"), 5),
        (("brand", "main", "dotted", "inner"), 6),
        (("person",), 8),
        (("person", 0), 8),
        (("person", 0, "name"), 9),
        (("person", 0, "departments"), 13),
        (("person", 1), 17),
        (("person", 1, "email"), 18),
        (("person", 1, "grant", "place", "name"), 19),
        (("person", 1, "nested", "deep"), 22),
        (("person", 2), 23),
        (("person", 2, "missing", "deeper"), 23),
        (("brand", "other"), 1),
    ],
)
def test_a_key_is_found(path, line):
    assert Lines(TEXT).of(path) == line
