"""The commands that correct what the parser read: `correct`, `corrections` and `undo`."""

import dataclasses
import functools
import getpass
import json
from dataclasses import dataclass
from pathlib import Path

import click

from app import settings
from app.contract import correction_as_json, corrections_as_csv
from app.options import Command, Option, OutcomeType, index_option, language_option, with_options
from app.render import render_corrections
from app.wording import WORDINGS, Language
from index.corrections import (
    ItemChange,
    ItemRef,
    Signature,
    TurnRef,
    correct_item,
    correct_speaker,
    list_corrections,
    undo_correction,
)
from index.overlay import Correction
from index.search import Index, open_index
from ingest.records import Outcome


def _filled(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The value; a usage error where it is blank."""
    if value is not None and not value.strip():
        raise click.BadParameter("must not be blank", param=parameter)
    return value


def _login_name() -> str | None:
    # A container may have a user without a name.
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What `correct` is to change, checked: either an item or a turn."""

    item: str | None
    outcome: Outcome | None
    quote: str | None
    condition: tuple[str, ...]
    no_conditions: bool
    turn: int | None
    speaker: str | None

    def __post_init__(self) -> None:
        if self.condition and self.no_conditions:
            raise click.UsageError("give either --condition or --no-conditions")
        if self.quote is not None and self.outcome is None:
            raise click.UsageError("--quote proves an outcome; give --outcome, too")
        if (self.item is not None) != (self.change != ItemChange()):
            raise click.UsageError("--item goes with --outcome, --condition or --no-conditions")
        if (self.turn is not None) != (self.speaker is not None):
            raise click.UsageError("--turn goes with --speaker")
        if (self.item is not None) == (self.turn is not None):
            raise click.UsageError("give either --item or --turn")

    @property
    def change(self) -> ItemChange:
        """What becomes of the item."""
        conditions = self.condition if self.condition or self.no_conditions else None
        return ItemChange(outcome=self.outcome, quote=self.quote, conditions=conditions)

    def make(
        self, index: Index, doc: str, meeting: str | None, signature: Signature
    ) -> tuple[Correction, ...]:
        """Correct the item or the turn."""
        if self.item is not None:
            return correct_item(
                index, ItemRef(doc=doc, meeting=meeting, item=self.item), self.change, signature
            )
        ref = TurnRef(doc=doc, meeting=meeting, turn=self.turn or 0)
        return (correct_speaker(index, ref, self.speaker or "", signature),)


_ASKED_OPTIONS: tuple[Option, ...] = (
    click.option("--item", help="The agenda item: its id (a3) or its number (諮問案件3)."),
    click.option("--outcome", type=OutcomeType(), help="What it is to be: a key or a Japanese label."),
    click.option("--quote", callback=_filled, help="Words of the meeting that prove the outcome."),
    click.option(
        "--condition",
        multiple=True,
        metavar="TEXT",
        help="An opinion or condition, in the place of all that the item has; repeatable.",
    ),
    click.option("--no-conditions", is_flag=True, help="The item has none."),
    click.option("--turn", type=click.IntRange(min=1), help="The number of a turn."),
    click.option("--speaker", callback=_filled, metavar="LABEL", help="Who spoke the turn."),
)

_SIGNATURE_OPTIONS: tuple[Option, ...] = (
    click.option("--reason", required=True, callback=_filled, help="Why; kept with the change."),
    click.option(
        "--by",
        envvar=settings.EDITOR,
        default=_login_name,
        required=True,
        callback=_filled,
        show_default=f"{settings.EDITOR}, or the login name",
        help="Who answers for it.",
    ),
)


def _asked_options(command: Command) -> Command:
    """What to change, given to the command as `asked`."""

    @functools.wraps(command)
    def with_asked(**values: object) -> None:
        names = [field.name for field in dataclasses.fields(_Asked)]
        asked = _Asked(**{name: values.pop(name) for name in names})  # type: ignore[arg-type]
        command(asked=asked, **values)

    return with_options(with_asked, _ASKED_OPTIONS)


def _signature_options(command: Command) -> Command:
    """Who and why, given to the command as `signature`."""

    @functools.wraps(command)
    def with_signature(*, by: str, reason: str, **values: object) -> None:
        command(signature=Signature(by=by, reason=reason), **values)

    return with_options(with_signature, _SIGNATURE_OPTIONS)


@click.command(
    epilog="Example: senrei correct minutes.pdf --meeting m1 --item a3 --outcome 承認 --reason 末尾に記載"
)
@click.argument("doc")
@click.option("--meeting", help="The id of the meeting; not needed where the document holds one.")
@_asked_options
@_signature_options
@index_option
def correct(*, doc: str, meeting: str | None, asked: _Asked, signature: Signature, folder: Path) -> None:
    """Set an item's outcome or conditions, or a turn's speaker, and say why.

    `senrei decisions --json` and `senrei search --json` show ids and numbers. What was read stays on record,
    and the correction stays when the document is ingested again; `senrei undo` takes it back.
    """
    with open_index(folder, None) as index:
        made = asked.make(index, doc, meeting, signature)
    for one in made:
        click.echo(f"correction {one.id}: {_what(one)} is {_shown(one.new)}, was {_shown(one.old)}")


@click.command(epilog="Example: senrei corrections --all --csv > corrections.csv")
@click.option("--json", "form", flag_value="json", help="One JSON object a line.")
@click.option(
    "--csv", "form", flag_value="csv", help="CSV in UTF-8 with the byte order mark that Excel needs."
)
@click.option("--all", "undone", is_flag=True, help="With those that were undone.")
@language_option
@index_option
def corrections(*, form: str | None, undone: bool, language: Language | None, folder: Path) -> None:
    """List the corrections with their ids."""
    with open_index(folder, None) as index:
        found = list_corrections(index, undone=undone)
    if form == "json":
        for correction in found:
            click.echo(json.dumps(correction_as_json(correction), ensure_ascii=False))
    elif form == "csv":
        click.echo(corrections_as_csv(found).encode("utf-8-sig"), nl=False)
    else:
        click.echo(render_corrections(found, WORDINGS[language or Language.JA]))


@click.command(epilog="Example: senrei undo 3 --reason 取り違え")
@click.argument("key", type=click.IntRange(min=1), metavar="ID")
@_signature_options
@index_option
def undo(*, key: int, signature: Signature, folder: Path) -> None:
    """Take a correction back; what held before holds again."""
    with open_index(folder, None) as index:
        undone = undo_correction(index, key, signature)
    click.echo(f"correction {undone.id} undone: {_what(undone)}")


def _what(correction: Correction) -> str:
    what = correction.agenda_id or f"turn {correction.turn}"
    return f"{correction.field} of {correction.doc} {correction.meeting_id} {what}"


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
