"""Two ways to say "enough": so many in a window, and so many a second."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Quota:
    """
    Count per key in windows of a fixed length, with a bound over all keys.

    Parameters
    ----------
    each
        How many a key may take in a window.
    total
        How many all keys may take together, which bounds the number of keys remembered as well.
    seconds
        Length of the window. [s]
    """

    each: int
    total: int
    seconds: float
    _begin: float = 0.0
    _taken: int = 0
    _by_key: dict[str, int] = field(default_factory=dict)

    def take(self, key: str, now: float) -> bool:
        """Say whether one more is within the quota, and count it if so."""
        if now - self._begin >= self.seconds:
            self._begin, self._taken = now, 0
            self._by_key.clear()
        used = self._by_key.get(key, 0)
        if used >= self.each or self._taken >= self.total:
            return False
        self._by_key[key] = used + 1
        self._taken += 1
        return True


@dataclass(slots=True)
class Bucket:
    """
    Tokens that come at a steady rate and may be saved up to a bound.

    Parameters
    ----------
    rate
        Tokens a second. [1/s]
    burst
        Tokens that may be saved.
    """

    rate: float
    burst: float
    _tokens: float = 0.0
    _at: float | None = None

    def spend(self, tokens: float, now: float) -> float:
        """Take tokens, into debt if need be; return after how many seconds the debt is paid."""
        saved = self.burst if self._at is None else self._tokens + (now - self._at) * self.rate
        self._tokens = min(self.burst, saved) - tokens
        self._at = now
        return max(0.0, -self._tokens / self.rate)

    def widen(self, rate: float, burst: float) -> None:
        """Give a better rate from now on, and the savings that go with it."""
        self._tokens += burst - self.burst
        self.rate, self.burst = rate, burst
