"""
What an account says: objections, refusals and the words of its figures, to be translated.

The account itself speaks English; `said` puts a name together again in the reader's language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.carbon.calc.document import spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from copark.carbon.calc.book import Book


def gettext_noop(text: str) -> str:
    """Mark a text for translation; it is said in the reader's language later."""
    return text


FAULTS = {
    "account.block.unknown": gettext_noop("there is no block “{value}”; the blocks are {allowed}"),
    "account.field.unknown": gettext_noop(
        "the block {block} knows no such field; its fields are {allowed}"
    ),
    "account.fuel.unknown": gettext_noop(
        "the factor set knows no fuel “{value}”; it knows {allowed}. Write “other” with a name and"
        " its measured carbon"
    ),
    "account.share.over": gettext_noop(
        "“{value}” is more than the whole; write 0.98 or 98 %, and parts that add up to 100 % at"
        " most"
    ),
    "account.share.twice": gettext_noop("the component {name} stands twice"),
}

REFUSALS = {
    "carbon.factor.mixed": gettext_noop(
        "the factor set {value} cannot stand in an account by {allowed}; sets are never mixed."
    ),
    "carbon.fuel.unmeasured": gettext_noop(
        "no table knows “{value}”: give its measured carbon, its composition, or its heating value"
        " and carbon content."
    ),
    "carbon.fuel.mass": gettext_noop(
        "a gas analysis by volume goes with a volume of gas, not with a mass."
    ),
    "carbon.fuel.zero": gettext_noop("{value} is no property of a fuel; it must be above zero."),
    "carbon.material.unmeasured": gettext_noop("no table knows the carbon in “{value}”; state it."),
    "carbon.balance.open": gettext_noop(
        "more carbon comes out of the process than goes in ({reason})."
    ),
    "carbon.acid.running": gettext_noop(
        "state the share of the operating time that the tail-gas cleaning ran."
    ),
    "carbon.acid.process": gettext_noop("“{value}” does not belong to {acid}."),
    "carbon.water.cod": gettext_noop(
        "give the COD removed, or the volume with the COD before and after."
    ),
    "carbon.water.more": gettext_noop("more leaves the water than came in ({reason})."),
    "carbon.refrigerant.more": gettext_noop(
        "more refrigerant is there than was bought and in store ({reason})."
    ),
    "carbon.utility.sold": gettext_noop(
        "more was sold than bought and self-made; enter what was made too."
    ),
    "carbon.green.factor": gettext_noop(
        "state the factor that the certificate gives, even where it is 0."
    ),
    "carbon.heat.state": gettext_noop(
        "give the enthalpy of the steam or its absolute pressure; of hot water its temperature."
    ),
    "carbon.heat.cold": gettext_noop(
        "it holds less heat than the water it was made from ({reason})."
    ),
    "steam.state.outside": gettext_noop(
        "this state lies outside the steam tables; the pressure is absolute, in MPa, the"
        " temperature in °C."
    ),
    "steam.state.liquid": gettext_noop(
        "in this state water is liquid, not steam; give the absolute pressure, or leave the"
        " temperature out for saturated steam."
    ),
    "carbon.twice.unsplit": gettext_noop(
        "{value} is burnt and is a raw material too; state everything bought of it, so that no"
        " carbon counts as both."
    ),
    "carbon.twice.split": gettext_noop(
        "{burned} {unit} of {value} burnt and {raw} used as raw material are more than the"
        " {bought} bought; carbon counts as one of them."
    ),
    "carbon.twice.carbonate": gettext_noop(
        "{value} stands in the balance of raw materials too; its carbon counts in one of them."
    ),
    "carbon.method.early": gettext_noop("{value} holds from {first} on, not for {year}."),
    "carbon.method.missing": gettext_noop("No method of accounting is in force for {year}."),
    "carbon.twice.balance": gettext_noop(
        "{burned} tC of {value} are burnt, but only {left} tC of it have left the balance of raw"
        " materials; the rest counts there already."
    ),
    "carbon.recovered.more": gettext_noop(
        "{taken} tCO2 are taken off, but only {emitted} were emitted."
    ),
    "carbon.method.unknown": gettext_noop("There is no method “{value}”; known are {allowed}."),
    "carbon.gwp.missing": gettext_noop(
        "The table of {gwp} has no warming potential of {gas}, and one of another report never"
        " steps in."
    ),
    "carbon.grid.missing": gettext_noop(
        "There is no grid factor of {area} on the basis {basis} for {year}."
    ),
    "carbon.power.more": gettext_noop(
        "{value} MWh under contract are more than the {left} MWh bought that other contracts leave."
    ),
    "carbon.steam.more": gettext_noop(
        "{value} t of steam are more than the {left} t that energy's rows leave."
    ),
    "carbon.entry.unknown": gettext_noop("the tables in force do not hold “{value}”."),
    "carbon.document.damaged": gettext_noop("A row of the document cannot be read."),
    "carbon.entry.gone": gettext_noop(
        "This row is not recorded any more: it was corrected or withdrawn."
    ),
    "carbon.entry.twice": gettext_noop("This row is recorded already; correct it instead."),
    "carbon.entry.overlap": gettext_noop(
        "The whole year and single months of it cannot both be given for the same row."
    ),
    "carbon.entry.future": gettext_noop("The year {year} has not begun yet."),
    "carbon.entry.unsure": gettext_noop(
        "{value} % is no uncertainty; write half the width of 95 % coverage in per cent."
    ),
    "carbon.entry.block": gettext_noop("There is no block “{value}”; the blocks are {allowed}."),
    "carbon.entry.other": gettext_noop("A correction stays with its enterprise, year and block."),
    "energy.year.closed": gettext_noop("The year {year} is closed; ask the park to reopen it."),
    "inventory.locked": gettext_noop(
        "The inventory of {year} is handed in or closed; take it back or have it restated first."
    ),
}

WORDS = (
    gettext_noop("Greenhouse gases of the year"),
    gettext_noop("Beyond the method"),
    gettext_noop("Scope 1"),
    gettext_noop("Scope 2, by location"),
    gettext_noop("Scope 2, by contract"),
    gettext_noop("Electricity, by contract"),
    gettext_noop("Electricity, self-made"),
    gettext_noop("Electricity bought"),
    gettext_noop("Electricity sold"),
    gettext_noop("Electricity without a contract"),
    gettext_noop("Electricity"),
    gettext_noop("Green power under contract"),
    gettext_noop("Green power under contract, at the average of the grid"),
    gettext_noop("Green power without a certificate, as any other"),
    gettext_noop("Steam bought"),
    gettext_noop("Steam sold"),
    gettext_noop("Steam, self-made"),
    gettext_noop("Hot water bought"),
    gettext_noop("Hot water sold"),
    gettext_noop("Hot water, self-made"),
    gettext_noop("Heat bought"),
    gettext_noop("Heat sold"),
    gettext_noop("Heat, self-made"),
    gettext_noop("Carbon dioxide recovered"),
    gettext_noop("Nitrogen in waste water"),
    gettext_noop("Process"),
    # How
    gettext_noop("fuel × measured carbon × oxidation × 44/12"),
    gettext_noop("fuel × carbon of the gas analysis × oxidation × 44/12"),
    gettext_noop("fuel × heating value × carbon content × oxidation × 44/12"),
    gettext_noop("(carbon in raw materials − in products − in waste) × 44/12"),
    gettext_noop("carbonate × purity × factor"),
    gettext_noop("acid × N2O generated × (1 − efficiency × running share) × GWP"),
    gettext_noop("− gas × purity × density"),
    gettext_noop("not taken off: it did not leave the enterprise as a product"),
    gettext_noop("not taken off: of biogenic origin, so it was never counted"),
    gettext_noop("((COD removed − sludge) × B0 × MCF − recovered) × GWP"),
    gettext_noop("nitrogen × factor × 44/28 × GWP"),
    gettext_noop("(opening + bought − closing − added capacity − handed back) × GWP"),
    gettext_noop("VOC × destruction × carbon × 44/12"),
    gettext_noop("not counted: carbon of biogenic origin"),
    gettext_noop("not counted: self-made from energy that is counted already"),
    gettext_noop("(bought − sold) × grid factor"),
    gettext_noop("(bought − sold) × heat factor"),
    gettext_noop("electricity × grid factor"),
    gettext_noop("electricity × factor of the contract"),
    gettext_noop("electricity × factor of the mix left over"),
    gettext_noop("contracts at their factor, the rest at the mix left over"),
    gettext_noop("heat × factor"),
    # Of what
    gettext_noop("Amount"),
    gettext_noop("raw material)"),
    gettext_noop("product)"),
    gettext_noop("waste)"),
    gettext_noop("Net heating value"),
    gettext_noop("Carbon content"),
    gettext_noop("Oxidation"),
    gettext_noop("Carbon per unit"),
    gettext_noop("Purity"),
    gettext_noop("Emission factor"),
    gettext_noop("N2O generated"),
    gettext_noop("Removal efficiency"),
    gettext_noop("Running share"),
    gettext_noop("GWP"),
    gettext_noop("Density"),
    gettext_noop("COD removed"),
    gettext_noop("COD taken out with sludge"),
    gettext_noop("Methane capacity"),
    gettext_noop("Methane correction factor"),
    gettext_noop("Methane recovered"),
    gettext_noop("Nitrogen"),
    gettext_noop("Opening stock"),
    gettext_noop("Bought"),
    gettext_noop("Closing stock"),
    gettext_noop("Added capacity"),
    gettext_noop("Handed back"),
    gettext_noop("Destruction efficiency"),
    gettext_noop("Grid factor"),
    gettext_noop("Factor of the contract"),
    gettext_noop("Heat factor"),
    gettext_noop("Heat"),
    gettext_noop("Enthalpy"),
    gettext_noop("Reference enthalpy"),
    gettext_noop("Temperature"),
    gettext_noop("Heat capacity"),
    gettext_noop("stated in the document"),
    gettext_noop("GWP of {item}"),
    gettext_noop("none stated"),
    gettext_noop("no tail-gas cleaning"),
    gettext_noop("declared"),
    gettext_noop("metered"),
    gettext_noop("declared and metered"),
    gettext_noop("Left out"),
)

#: Names that hold the name of an item.
PATTERNS = (("GWP of ", "GWP of {item}"),)
MARKS = (" · ", ", ", " (")  #: Where a name is put together of an item, a plant or a device.


def said(text: str, names: Mapping[str, str], say: Callable[[str], str]) -> str:
    """
    Return a name made of an item, a plant or a device, each part in the reader's language.

    Parameters
    ----------
    text
        The name as a figure carries it.
    names
        Name of each item in the language, by its English one.
    say
        Translates a sentence; gives it back where it knows none.

    Examples
    --------
    >>> said("Toluene · hall 3", {"Toluene": "甲苯"}, str)
    '甲苯 · hall 3'
    >>> said("GWP of HFC-32", {}, {"GWP of {item}": "{item} 的 GWP"}.get)
    'HFC-32 的 GWP'
    """
    if text in names:
        return names[text]
    found = say(text)
    if found and found != text:
        return found
    for start, pattern in PATTERNS:
        if text.startswith(start):
            return say(pattern).format(item=said(text.removeprefix(start), names, say))
    for mark in MARKS:
        head, is_there, tail = text.partition(mark)
        if is_there:
            return f"{said(head, names, say)}{mark}{said(tail, names, say)}"
    return text


def item_names(book: Book) -> dict[str, str]:
    """Return the Chinese name of everything that a figure may name, by its English one."""
    named = {fuel: row.name_zh for (_, fuel), row in book.fuels.items()}
    named |= {row.key: row.name_zh for row in book.substances.values()}
    named |= {row.carbonate: row.name_zh for row in book.carbonates.values()}
    for words in book.words.values():
        for word in words:
            named |= dict.fromkeys((word.code, word.code.replace("_", " ")), word.name_zh)
            named[word.name_en] = word.name_zh
    spoken = {spelled(key): name for key, name in named.items()}
    spoken |= {row.name_en: row.name_zh for row in book.sources.values()}
    spoken |= {row.name_en: row.name_zh for row in book.methods.values()}
    return {**named, **spoken}
