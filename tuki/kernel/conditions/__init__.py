"""Conditions as data: what a rule, a policy or a list asks of a thing, judged with the reason kept.

    {"all": [{"fact": "kind", "op": "is", "value": ["incident"]},
             {"not": {"fact": "tags", "op": "has", "value": ["vip"]}}]}

`read_condition` takes that form and refuses nonsense by its place; `judge` is pure and fast and says why; `Facts` are
declared by the room whose things are asked about. Nothing here runs what a person typed: no template, no pattern.
"""

from tuki.kernel.conditions.declaring import Fact, FactType, Option
from tuki.kernel.conditions.judging import Judged, holds, judge
from tuki.kernel.conditions.language import ALWAYS, AllOf, AnyOf, Comparison, Condition, Not, comparisons_in
from tuki.kernel.conditions.reading import read_condition, written

__all__ = [
    "ALWAYS",
    "AllOf",
    "AnyOf",
    "Condition",
    "Fact",
    "FactType",
    "Judged",
    "Not",
    "Option",
    "Comparison",
    "holds",
    "judge",
    "read_condition",
    "comparisons_in",
    "written",
]
