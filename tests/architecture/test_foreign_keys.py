from __future__ import annotations

import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]
LAYERS = next(contract["layers"] for contract in CONTRACTS if contract["id"] == "domains")
DEPTH = {
    name.strip(" ()"): depth for depth, layer in enumerate(LAYERS) for name in layer.split("|")
}


def domain_of(model: type) -> str | None:
    root, _, rest = model.__module__.partition(".")
    return rest.split(".")[0] if root == "copark" else None


def relations():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model:
                yield model, field.related_model


def test_a_table_refers_only_to_its_own_domain_or_to_one_below():
    uphill = [
        f"{model._meta.label} -> {target._meta.label}"
        for model, target in relations()
        if (here := domain_of(model)) and (there := domain_of(target))
        if here != there and DEPTH[there] <= DEPTH[here]
    ]

    assert uphill == []


def test_there_are_relations_to_judge():
    assert sum(domain_of(model) is not None for model, _ in relations()) > 5


def test_no_source_reaches_for_a_model_by_name():
    guilty = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        if "migrations" not in path.parts and "apps.get_model" in path.read_text("utf-8")
    ]

    assert guilty == []
