"""Contracts as plain data, to keep them as they were: numbers as text, read back to the digit."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import TypeAdapter

Contract = TypeVar("Contract")


class Codec(Generic[Contract]):
    """
    Turns a frozen dataclass into plain data and back.

    Parameters
    ----------
    kind
        The dataclass.
    names
        What its annotations mean, since modules import types for the type checker only.
    """

    def __init__(self, kind: type[Contract], **names: object) -> None:
        self._adapter: TypeAdapter[Contract] = TypeAdapter(kind)
        self._adapter.rebuild(_types_namespace=names, force=True)

    def dumped(self, value: Contract) -> object:
        """Return plain data that JSON can hold."""
        return self._adapter.dump_python(value, mode="json")

    def loaded(self, data: object) -> Contract:
        """Return the contract that was kept."""
        return self._adapter.validate_python(data)
