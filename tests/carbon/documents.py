"""A document that uses every block and every way to count its rows."""

from decimal import Decimal

from copark.carbon.calc.document import (
    About,
    Acid,
    Carbonate,
    Document,
    Electricity,
    Fuel,
    Heat,
    Material,
    Recovered,
    Refrigerant,
    Voc,
    WasteWater,
)

D = Decimal
ABOUT = About(enterprise="Heron", year=2023, method="GBT32151_2023PLUS_C1", region="CN-ZJ")


def everything(about: About = ABOUT) -> Document:
    """Return it; every row says another thing."""
    return Document(
        about=about,
        fuels=(
            Fuel(fuel="natural_gas", amount=D(900), unit="1e4Nm3", bought=D(990)),
            Fuel(fuel="natural_gas", amount=D(9), unit="1e4Nm3", plant="2",
                 composition={"CH4": D("0.95")}),
            Fuel(fuel="other", name="X1", amount=D(9), unit="t", carbon=D("0.5"), origin="made"),
        ),
        electricity=(
            Electricity(amount=D(500)),
            Electricity(amount=D(50), direction="SOLD"),
            Electricity(amount=D(50), direction="MADE"),
            Electricity(amount=D(70), supply="green", certificate="GEC1", factor=D(0)),
            Electricity(amount=D(70), supply="green"),
        ),
        heat=(
            Heat(carrier="steam", amount=D(10), unit="t", pressure=D("0.8")),
            Heat(carrier="steam", amount=D(9), unit="t", direction="SOLD", enthalpy=D(2773)),
            Heat(carrier="steam", amount=D(9), unit="t", direction="MADE", enthalpy=D(2773)),
            Heat(carrier="hot_water", amount=D(10), unit="t", temperature=D(90)),
            Heat(carrier="heat", amount=D(10), unit="GJ", factor=D("0.1")),
        ),
        materials=(
            Material(item="toluene", side="in", amount=D(90), unit="t", process="A1"),
            Material(item="toluene", side="waste", amount=D(50), unit="t", process="A1"),
            Material(item="X1", side="product", amount=D(10), unit="t", carbon=D("0.5"),
                     process="A1"),
            Material(item="natural_gas", side="in", amount=D(30), unit="1e4Nm3"),
        ),
        carbonates=(Carbonate(carbonate="Na2CO3", amount=D(10), purity=D("0.98")),),
        acids=(
            Acid(acid="nitric_acid", process="high_pressure", amount=D(100), removal="NSCR",
                 running=D(1)),
            Acid(acid="adipic_acid", process="nitric_oxidation", amount=D(100),
                 efficiency=D("0.9"), running=D(1)),
            Acid(acid="nitric_acid", process="dual_pressure", amount=D(100)),
        ),
        recovered=(
            Recovered(amount=D(9), purity=D("0.99")),
            Recovered(amount=D(9), purity=D("0.99"), use="vented"),
            Recovered(amount=D(9), purity=D("0.99"), origin="biogenic"),
        ),
        waste_water=(
            WasteWater(treatment="anaerobic_reactor", cod=D(100), recovered=D(1)),
            WasteWater(treatment="deep_lagoon", volume=D(100), cod_in=D(900), cod_out=D(100),
                       mcf=D("0.7")),
            WasteWater(nitrogen=D(9), nitrogen_case="plant"),
        ),
        refrigerants=(
            Refrigerant(gas="R-410A", opening=D(2), bought=D(1), closing=D(2)),
            Refrigerant(gas="HFC-134a", opening=D(2), bought=D(1), closing=D(2)),
        ),
        voc=(
            Voc(substance="toluene", amount=D(40), efficiency=D("0.98"), device="RTO"),
            Voc(substance="ethanol", amount=D(40), efficiency=D("0.98"), origin="biogenic"),
        ),
    )  # fmt: skip
