"""The command ``copark``. Each subcommand imports what it needs, and no more."""

from __future__ import annotations

import sys

import typer

from copark.kernel.errors import Refused
from copark.site.commands import (
    account,
    archive,
    decode,
    factors,
    imports,
    lists,
    processes,
    report,
    synergy,
    verify,
)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Copark: one platform for parks that cut pollution and carbon together.",
)
app.add_typer(decode.app, name="decode", help="Decode captured frames, without a server.")
app.add_typer(
    imports.app, name="import", help="Import activity data, releases and readings from files."
)
app.add_typer(archive.app, name="archive", help="Look after the archive of readings.")
app.add_typer(factors.app, name="factors", help="List, show and check the factor tables.")
app.command(name="account")(account.account)
app.command(name="lists")(lists.lists)
app.command(name="report")(report.report)
app.command(name="synergy")(synergy.synergy)
app.command(name="verify")(verify.verify)
processes.register(app)


def main() -> None:
    """Run the command; a refusal is one line and exit code 2, never a trace."""
    try:
        app()
    except Refused as refusal:
        sys.stderr.write(f"copark: {refusal.message} [{refusal.code}]\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
