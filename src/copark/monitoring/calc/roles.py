"""What a factor is for in the arithmetic of an outlet: flow, oxygen, a counter, or the rest."""

from __future__ import annotations

from typing import Final

#: Flow of gas and water: 2017 codes, and those of 2005.
FLOW: Final = frozenset({"a00000", "w00000", "B01", "B02"})
#: Oxygen of flue gas. [%]
OXYGEN: Final = frozenset({"a19001", "S01"})
#: Counters of energy meters (extension codes of this project), with carrier and unit.
COUNTERS: Final = {
    "ke0101": ("electricity", "kWh"),
    "ke0201": ("steam", "t"),
    "ke0301": ("natural_gas", "m3"),
}
