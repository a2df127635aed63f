"""An import contract: another domain is entered by its doors only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importlinter import Contract, ContractCheck, fields, output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grimp import ImportGraph


class FrontDoors(Contract):
    """Report every import that passes a domain's wall elsewhere than at a door."""

    type_name = "front_doors"

    package = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    shared = fields.SetField(subfield=fields.StringField())
    roams = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        breaches = sorted(self._breaches(graph))
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["breaches"]:
            output.print_error(f"{importer} enters {imported} past the door", bold=False)

    def _breaches(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        for importer in graph.find_descendants(self.package):
            home = importer.split(".")[1]
            if home in self.roams:
                continue
            for imported in graph.find_modules_directly_imported_by(importer):
                root, _, inside = imported.partition(".")
                domain, _, rest = inside.partition(".")
                stranger = root == self.package and domain not in {"", home, *self.shared}
                if stranger and rest.split(".")[0] not in {"", *self.doors}:
                    yield importer, imported
