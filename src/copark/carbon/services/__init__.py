"""Write carbon: the method, the rows that energy does not know, and imports of them."""

from copark.carbon.services.entries import correct_entry, record_entries, withdraw_entry
from copark.carbon.services.imports import (
    import_entries,
    preview_entries,
    take_entries,
    undo_import,
)
from copark.carbon.services.methods import choose_method

__all__ = [
    "choose_method",
    "correct_entry",
    "import_entries",
    "preview_entries",
    "record_entries",
    "take_entries",
    "undo_import",
    "withdraw_entry",
]
