"""What is said of figures and faults of pollution: the texts that get translated."""

from __future__ import annotations


def gettext_noop(text: str) -> str:
    """Mark a text for translation; Django's own asks for settings, which a bare command has not."""
    return text


#: Of a row that cannot be taken, beside those of every file.
FAULTS = {
    "account.share.over": gettext_noop("{value} is more than 100 %"),
    "account.field.unknown": gettext_noop("“{value}” has no field here; use one of {allowed}"),
    "account.block.unknown": gettext_noop("“{value}” is no kind of entry; use one of {allowed}"),
    "import.period.overlap": gettext_noop(
        "the whole year and single months of it cannot both be given; found {first}"
    ),
    "pollution.entry.evidence": gettext_noop(
        "evidence is needed: a measurement, a balance or a reason"
    ),
    "pollution.entry.month": gettext_noop("tax is reckoned by the month; write 2025-03"),
    "pollution.entry.long": gettext_noop("at most {limit} characters"),
    "pollution.entry.hours": gettext_noop("{value} hours; the period has at most {limit}"),
    "pollution.entry.count": gettext_noop("{value} is no whole number"),
    "pollution.entry.twice": gettext_noop("this is recorded already; correct that entry instead"),
    "pollution.entry.overlap": gettext_noop(
        "the whole year and single months of it cannot both be recorded"
    ),
    "pollution.entry.reason": gettext_noop("say why the entry changes"),
    "pollution.entry.uncertainty": gettext_noop("{value} is no uncertainty from 0 to {limit} %"),
    "pollution.coefficient.one": gettext_noop(
        "give a coefficient of the tables, or one’s own: one of the two"
    ),
    "pollution.coefficient.evidence": gettext_noop("a coefficient of one’s own needs evidence"),
    "pollution.voc.evidence": gettext_noop(
        "evidence is needed: no formula is kept for this source"
    ),
    "pollution.leak.stream": gettext_noop("VOC is a part of TOC; its fraction cannot be larger"),
    "pollution.solvent.open": gettext_noop(
        "the balance does not close within the error allowed: {said}"
    ),
    "pollution.solvent.sold": gettext_noop("more was sold than recovered"),
    "pollution.waste.open": gettext_noop(
        "the balance does not close within the error allowed: {said}"
    ),
    "pollution.tax.pollutant": gettext_noop("the tax law has no such item to that medium"),
    "pollution.tax.limit": gettext_noop("a mean is held against a limit; give the limit too"),
    "value.negative": gettext_noop("{value} is negative; amounts are zero or more"),
    "value.not-positive": gettext_noop("{value} is not above zero"),
    "value.not-share": gettext_noop("{value} is no share from 0 to 1"),
}

#: Of figures, their ingredients and methods.
MAKING = (
    gettext_noop("monitored by the hour rules; compliant monitoring goes first"),
    gettext_noop("declared; the pollutant is not monitored"),
    gettext_noop("declared; monitoring covers too few hours of the year"),
    gettext_noop("declared; what was found otherwise was set aside"),
    gettext_noop("monitored, though it covers too few hours of the year: nothing was declared"),
    gettext_noop("measured by an agency; there is no monitoring that meets the rules"),
    gettext_noop("material balance; nothing was measured that meets the rules"),
    gettext_noop("coefficients; nothing was measured that meets the rules"),
    gettext_noop("added up by outlet and source, each in the best way that it has"),
    gettext_noop("two ways of one rank differ; the larger counts until one is set aside"),
    gettext_noop("every way was objected to; this is the best of them"),
    gettext_noop("not counted: monitoring covers too few hours of the year"),
    gettext_noop("not counted: a way of better rank stands"),
    gettext_noop("not counted: the other way of this rank says more, and nobody has settled it"),
    gettext_noop("automatic monitoring by the hour rules"),
    gettext_noop("declared by the enterprise"),
    gettext_noop("concentration × flow × hours, measured by an agency"),
    gettext_noop("volume × concentration, measured by an agency or by its rules"),
    gettext_noop("amount × coefficient × (1 − removal × running share)"),
    gettext_noop("leak rate × count × hours × VOC / TOC"),
    gettext_noop("1.20E-4 × S × P × M / (T + 273.15) × volume × (1 − removal)"),
    gettext_noop("volume × coefficient × (1 − removal)"),
    gettext_noop("VOC led in × (1 − destruction)"),
    gettext_noop("given with evidence"),
    gettext_noop("as entered"),
    gettext_noop("sum over outlets and sources"),
    gettext_noop("sum over source categories"),
    gettext_noop("sum over the outlets"),
    gettext_noop("sum of the rows entered"),
    gettext_noop("sum of the solvent balances"),
    gettext_noop("sum over the substances"),
    gettext_noop("sum over outlets and months"),
    gettext_noop("sum of the quarters"),
    gettext_noop("estimated: the enterprise taken as one outlet, the year as one month"),
    gettext_noop("opening + bought + recovered − sold − closing"),
    gettext_noop("opening + bought − closing"),
    gettext_noop("used − recovered − product − air − water − waste − destroyed"),
    gettext_noop("used less all that is accounted for"),
    gettext_noop("opening + made + received − recycled − treated − handed over − stored"),
    gettext_noop("solvent balance, air measured"),
    gettext_noop("solvent balance, air by difference"),
    gettext_noop("destroyed x carbon fraction x 44/12"),
    gettext_noop("amount / equivalent value x rate x reduction"),
    gettext_noop("set aside"),
)

#: Names in figures that no table has.
NAMES = (
    gettext_noop("Monitored"),
    gettext_noop("Measured by an agency"),
    gettext_noop("Material balance"),
    gettext_noop("Coefficient"),
    gettext_noop("Estimate by provincial sampling"),
    gettext_noop("Declared"),
    gettext_noop("Monitored mass"),
    gettext_noop("Hours valid"),
    gettext_noop("Hours replaced"),
    gettext_noop("Hours stopped"),
    gettext_noop("Hours missing"),
    gettext_noop("Hours due"),
    gettext_noop("Concentration"),
    gettext_noop("Flow"),
    gettext_noop("Hours of operation"),
    gettext_noop("Waste water"),
    gettext_noop("Product or raw material"),
    gettext_noop("Removal"),
    gettext_noop("Running share of the device"),
    gettext_noop("Count"),
    gettext_noop("Screening value"),
    gettext_noop("Leak rate of one component"),
    gettext_noop("Hours in service"),
    gettext_noop("VOC in the stream"),
    gettext_noop("TOC in the stream"),
    gettext_noop("Volume loaded"),
    gettext_noop("Saturation factor"),
    gettext_noop("Vapour pressure"),
    gettext_noop("Molar mass"),
    gettext_noop("Temperature"),
    gettext_noop("VOC led in"),
    gettext_noop("Destruction"),
    gettext_noop("VOC"),
    gettext_noop("In store at the start"),
    gettext_noop("Bought"),
    gettext_noop("Recovered"),
    gettext_noop("Sold of what was recovered"),
    gettext_noop("In the product"),
    gettext_noop("To air"),
    gettext_noop("To water"),
    gettext_noop("To waste"),
    gettext_noop("Destroyed"),
    gettext_noop("In store at the end"),
    gettext_noop("Generated"),
    gettext_noop("Received"),
    gettext_noop("Recycled"),
    gettext_noop("Treated"),
    gettext_noop("Handed over"),
    gettext_noop("Used"),
    gettext_noop("Consumed"),
    gettext_noop("Error of closure"),
    gettext_noop("VOC to air"),
    gettext_noop("CO2 of what was destroyed"),
    gettext_noop("All together"),
    gettext_noop("Organised"),
    gettext_noop("Fugitive"),
    gettext_noop("Environmental protection tax"),
    gettext_noop("First quarter"),
    gettext_noop("Second quarter"),
    gettext_noop("Third quarter"),
    gettext_noop("Fourth quarter"),
    gettext_noop("opening"),
    gettext_noop("bought"),
    gettext_noop("closing"),
    gettext_noop("recovered"),
    gettext_noop("sold"),
    gettext_noop("in product"),
    gettext_noop("to water"),
    gettext_noop("to waste"),
    gettext_noop("destroyed"),
    gettext_noop("carbon fraction"),
    gettext_noop("amount"),
    gettext_noop("equivalent value"),
    gettext_noop("rate"),
    gettext_noop("reduction"),
)
