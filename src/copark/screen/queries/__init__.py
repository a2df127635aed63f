"""Compose the screen: one snapshot of the park from what every domain says."""

from __future__ import annotations

from copark.screen.queries.snapshot import ANY_AGE, forget, map_text, overview

__all__ = ["ANY_AGE", "forget", "map_text", "overview"]
