"""Tables of the room automation."""

from tuki.automation.models.macros import Macro
from tuki.automation.models.notices import RuleNotice
from tuki.automation.models.rehearsals import Finding, Rehearsal, RehearsalKind, RehearsalState
from tuki.automation.models.rules import Firing, FiringState, Rule, RuleDue
from tuki.automation.models.templates import FavouriteTemplate, ReplyTemplate
from tuki.automation.models.undoing import RuleUndo

__all__ = [
    "FavouriteTemplate",
    "Finding",
    "Firing",
    "FiringState",
    "Macro",
    "Rehearsal",
    "RehearsalKind",
    "RehearsalState",
    "ReplyTemplate",
    "Rule",
    "RuleDue",
    "RuleNotice",
    "RuleUndo",
]
