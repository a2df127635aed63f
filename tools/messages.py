"""
Keep the translations without the GNU gettext programs.

``update`` writes new strings into each package's ``django.po``, ``check`` lists what lacks its
translation or has two (exit code 1), ``compile`` makes the ``.mo`` files that Django reads.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = sorted(
    path for path in (ROOT / "src/copark").iterdir() if (path / "__init__.py").is_file()
)
LANGUAGE = "zh_Hans"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "_n": (1, 2),
}


def sources(package: Path) -> Catalog:
    """Return every translatable string of the package's Python files and templates."""
    from django.utils.translation.template import templatize

    catalog = Catalog(locale=LANGUAGE)
    for path in sorted(package.rglob("*")):
        if "migrations" in path.parts or path.suffix not in {".py", ".html", ".txt"}:
            continue
        text = path.read_text("utf-8")
        if path.suffix != ".py":
            if "templates" not in path.parts:
                continue
            # what is read as Python must not be indented as HTML is
            text = re.sub(r"^[ \t]+", "", templatize(text, origin=str(path)), flags=re.MULTILINE)
        for _line, message, _comments, context in extract(
            "python", io.BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"}
        ):
            where = [(str(path.relative_to(ROOT)), 0)]
            catalog.add(message, locations=where, context=context)
    return catalog


def po_path(package: Path) -> Path:
    return package / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read(package: Path) -> Catalog:
    path = po_path(package)
    if not path.is_file():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return pofile.read_po(file, locale=LANGUAGE)


def update(package: Path) -> None:
    known, found = read(package), sources(package)
    if not len(found):
        return
    fresh = Catalog(locale=LANGUAGE, fuzzy=False, project="copark")
    for message in found:
        if not message.id:
            continue
        old = known.get(message.id, message.context)
        text = old.string if old else ""
        fresh.add(message.id, text, locations=message.locations, context=message.context)
    path = po_path(package)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        pofile.write_po(
            file, fresh, width=100, omit_header=False, include_lineno=False, sort_output=True
        )
    text = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in text if "-Date:" not in line), "utf-8")


def missing(package: Path) -> list[str]:
    known = read(package)
    lacking = []
    for message in sources(package):
        if not message.id:
            continue
        found = known.get(message.id, message.context)
        strings = found.string if found else ""
        whole = all(strings) if isinstance(strings, tuple | list) else bool(strings)
        if not whole:
            lacking.append(f"{package.name}: {message.id!r}")
    return lacking


def collisions() -> list[str]:
    """Return what two packages say differently: Django has one catalogue, and the last one wins."""
    said: dict[tuple[str | None, str], dict[str, list[str]]] = {}
    for package in PACKAGES:
        for message in read(package):
            one = message.id if isinstance(message.id, str) else message.id[0]
            text = message.string if isinstance(message.string, str) else message.string[0]
            if one and text:
                said.setdefault((message.context, one), {}).setdefault(text, []).append(
                    package.name
                )
    return [f"{one!r}: {texts}" for (_context, one), texts in said.items() if len(texts) > 1]


def compile_one(package: Path) -> None:
    path = po_path(package)
    if path.is_file():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(package))


def main(verb: str) -> int:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    if verb == "check":
        lacking = [line for package in PACKAGES for line in missing(package)] + collisions()
        print("\n".join(lacking) or "every string has its translation, and one")
        return int(bool(lacking))
    for package in PACKAGES:
        {"update": update, "compile": compile_one}[verb](package)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
