"""Write tables of factors: make versions, put them in force, step back."""

from copark.factors.services.checkers import register_checker
from copark.factors.services.deciding import activate_version, withdraw_version
from copark.factors.services.making import (
    TableFaulty,
    add_row,
    bring_version,
    read_row,
    read_table,
)

__all__ = [
    "TableFaulty",
    "activate_version",
    "add_row",
    "bring_version",
    "read_row",
    "read_table",
    "register_checker",
    "withdraw_version",
]
