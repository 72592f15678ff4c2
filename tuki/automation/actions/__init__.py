"""Everything that a macro or a rule can do to a ticket: one file for each family, each action by the normal command.

`ACTIONS` maps codes to actions, `read_steps` takes steps as JSON and refuses nonsense by its place.
"""

from tuki.automation.actions import fields, handing, lines, marking, status, writing
from tuki.automation.actions.declaring import ACTIONS, Action, Given, Parameter, Step
from tuki.automation.actions.reading import flat_steps, portable_steps, read_steps, written_steps

__all__ = [
    "ACTIONS",
    "Action",
    "Given",
    "Parameter",
    "Step",
    "fields",
    "flat_steps",
    "handing",
    "lines",
    "marking",
    "portable_steps",
    "read_steps",
    "status",
    "writing",
    "written_steps",
]
