"""The two roots of every error: what the world refused, and what we broke."""


class Refused(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """
    The world said no: show it to the user, without a trace.

    Parameters
    ----------
    code
        Stable, dotted, for machines and for translation (``import.unit.unknown``).
    message
        One English sentence: what happened, where, and what to do.
    facts
        The values the sentence speaks of, by name.
    """

    def __init__(self, code: str, message: str, **facts: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts


class Broken(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Ours: a promise inside the program did not hold. Logged once, at the border."""
