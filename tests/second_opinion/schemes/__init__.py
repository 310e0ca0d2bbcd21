"""The schemes in the order of their description; a file each."""

from . import deduction, department_manager, leadership, monthly, review, standard, supervisor, team

SCHEMES = [
    module.SCHEME for module in (standard, deduction, department_manager, supervisor, monthly, team, leadership, review)
]
