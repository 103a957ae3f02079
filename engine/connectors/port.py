"""What a connector is given, and how it says that it could not do it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.model.data import ProcessData, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a service task asks for. `headers` are those of the model, `inputs` what its input mappings made."""

    key: str
    """The same for every attempt: other systems recognise a repetition by it."""
    agency: str
    """Code of the agency that owns the process; its secrets may be used."""
    case_number: str
    process_key: str
    element_id: str
    retries: int
    """Attempts that are left, this one among them."""
    created_at: datetime
    now: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    inputs: ProcessData = field(default_factory=dict)

    def value(self, name: str) -> Value:
        """An input, else the task header of that name; None where there is neither."""
        given = self.inputs.get(name)
        return self.headers.get(name) if given is None else given

    def text(self, name: str) -> str:
        """The same as a text. Raises CallFailed where it is missing or no text."""
        value = self.value(name)
        if not isinstance(value, str) or not value.strip():
            raise CallFailed("call_incomplete", f"Expected a text as {name}, as task header or input.", final=True)
        return value.strip()


@dataclass(eq=False)
class CallFailed(Exception):
    """It could not be done. `detail` is for the supervisor and holds neither secrets nor personal data.

    `final`: asking again would not help. `pause`: when to ask again; None: later and later. `free`: nobody was asked,
    so that no retry is used up.
    """

    code: str
    detail: str
    final: bool = False
    pause: timedelta | None = None
    free: bool = False


@dataclass(eq=False)
class ModelledError(Exception):
    """The other system answered with something for which the model has an error event."""

    code: str
    message: str
    variables: ProcessData = field(default_factory=dict)
