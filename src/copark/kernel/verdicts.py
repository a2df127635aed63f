"""What a check answers: true or false in an ``if``, with its reason and authority."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passed:
    """The check has no objection."""

    def __bool__(self) -> bool:
        """Read as true."""
        return True


@dataclass(frozen=True, slots=True)
class Failed:
    """The check objects, and says on what authority."""

    reason: str
    source: str

    def __bool__(self) -> bool:
        """Read as false."""
        return False


Verdict = Passed | Failed
