"""Write pollution: declared releases, entries, and imports of both."""

from copark.pollution.services.entries import correct_entry, record_entries, withdraw_entry
from copark.pollution.services.imports import (
    import_releases,
    preview_releases,
    take_releases,
    undo_import,
)
from copark.pollution.services.records import correct_release, record_releases, withdraw_release
from copark.pollution.services.registers import (
    decide_match,
    import_register,
    undo_decision,
    withdraw_register,
)

__all__ = [
    "correct_entry",
    "correct_release",
    "decide_match",
    "import_register",
    "import_releases",
    "preview_releases",
    "record_entries",
    "record_releases",
    "take_releases",
    "undo_decision",
    "undo_import",
    "withdraw_entry",
    "withdraw_register",
    "withdraw_release",
]
