"""Which index and which model: from options, and to the page's process through its environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from embeddings.model import EncoderSpec

DEFAULT_INDEX = "senrei-index"
INDEX = "SENREI_INDEX"
MODEL = "SENREI_MODEL"
QUERY_PROMPT = "SENREI_QUERY_PROMPT"
PASSAGE_PROMPT = "SENREI_PASSAGE_PROMPT"
DEVICE = "SENREI_DEVICE"
PRECISION = "SENREI_PRECISION"
EDITOR = "SENREI_EDITOR"
CLOSED = "SENREI_CLOSED"
ACCESS = "SENREI_ACCESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """An index folder and the model to search it with.

    Attributes:
        editor: Who may correct outcomes on the page; None for a page that only reads.
        closed: Whether the page shows minutes that were marked as closed when they were ingested.
        access: The file of sign-in and roles; with one, `editor` and `closed` are each reader's own.
    """

    index: Path
    encoder: EncoderSpec
    editor: str | None = None
    closed: bool = False
    access: Path | None = None


def settings_from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings that `environment_of` wrote; what is absent has its default.

    Raises:
        ValueError: The precision is unknown.
    """
    spec = EncoderSpec()
    return Settings(
        index=Path(environment.get(INDEX) or DEFAULT_INDEX),
        encoder=EncoderSpec(
            model=environment.get(MODEL) or spec.model,
            query_prompt=environment.get(QUERY_PROMPT),
            passage_prompt=environment.get(PASSAGE_PROMPT),
            device=environment.get(DEVICE) or spec.device,
            precision=environment.get(PRECISION) or spec.precision,
        ),
        editor=environment.get(EDITOR) or None,
        closed=environment.get(CLOSED) == "1",
        access=Path(environment[ACCESS]) if environment.get(ACCESS) else None,
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """Environment variables that say the same; paths are absolute, since a child may run elsewhere."""
    spec = settings.encoder
    values = {
        INDEX: str(settings.index.absolute()),
        MODEL: spec.model,
        QUERY_PROMPT: spec.query_prompt,
        PASSAGE_PROMPT: spec.passage_prompt,
        DEVICE: spec.device,
        PRECISION: spec.precision,
        EDITOR: settings.editor,
        CLOSED: "1" if settings.closed else None,
        ACCESS: str(settings.access.absolute()) if settings.access else None,
    }
    return {name: value for name, value in values.items() if value is not None}
