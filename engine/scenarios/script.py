"""What a scenario file may say. processes/relocation/README.md explains it to designers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from engine.errors import ModelError
from engine.model.text import N_

DEEPEST_INCLUDE = 5


class ScenarioUnreadable(ModelError):
    """A scenario file is not what it should be."""

    code = "scenario_unreadable"
    message = N_("The scenario %(file)s cannot be read: %(reason)s")


class Part(BaseModel):
    """A part of a scenario; unknown words are mistakes."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, frozen=True)


AnyPart = TypeVar("AnyPart", bound=Part)


class Start(Part):
    """A person starts a process."""

    process: str
    as_: str = Field(alias="as")
    answers: dict[str, Any] = Field(default_factory=dict)


class ExpectTask(Part):
    """A user task is open, addressed to exactly these."""

    element: str
    addressed_to: tuple[str, ...] = ()


class Complete(Part):
    """A person completes a task. `item` counts from 1 among open tasks of the same element."""

    task: str
    as_: str = Field(alias="as")
    answers: dict[str, Any] = Field(default_factory=dict)
    item: int | None = None


class Refused(Part):
    """A person tries to complete a task and is refused with this error code."""

    task: str
    as_: str = Field(alias="as")
    answers: dict[str, Any] = Field(default_factory=dict)
    code: str


class Message(Part):
    """A message comes in. `correlation` is FEEL over the variables of the case."""

    name: str
    as_: str = Field(alias="as")
    correlation: str = Field(default="=instance.number", pattern="^=")
    payload: dict[str, Any] = Field(default_factory=dict)


class FindCase(Part):
    """The case that a message started: the newest of the process that the scenario has no name for."""

    process: str


class Jobs(Part):
    """Services of these types stop answering, or answer again."""

    hold: tuple[str, ...] = ()
    release: tuple[str, ...] = ()


class Time(Part):
    """The clock moves on by an ISO 8601 duration."""

    advance: str


class Expect(Part):
    """Where the case stands. Variables are named by FEEL: `kuota.status`, `count(paraf)`."""

    status: str | None = None
    ended_at: str | None = None
    variables: dict[str, Any] = Field(default_factory=dict)


class Step(Part):
    """One step; exactly one of its words is used. `case` names the case it is about, where there are several."""

    case: str = "case"
    start: Start | None = None
    expect_task: ExpectTask | None = None
    complete: Complete | None = None
    refused: Refused | None = None
    message: Message | None = None
    find_case: FindCase | None = None
    time: Time | None = None
    expect: Expect | None = None
    jobs: Jobs | None = None
    include: str | None = None

    @model_validator(mode="after")
    def one_word(self) -> Self:
        """Exactly one thing happens in a step."""
        if len(self.model_fields_set - {"case"}) != 1:
            raise ValueError("a step has exactly one of start, complete, expect, ...")
        return self


class Scenario(Part):
    """A story. Includes are read from the folder `langkah` beside it and stand in place of the step."""

    name: str
    description: str = ""
    steps: tuple[Step, ...]


def read_scenario(path: Path) -> Scenario:
    """A scenario with its includes put in. Raises ScenarioUnreadable."""
    scenario = validate(path, Scenario, load_yaml(path))
    return scenario.model_copy(update={"steps": tuple(expand(path.parent, scenario.steps, DEEPEST_INCLUDE))})


def expand(folder: Path, steps: tuple[Step, ...], depth: int) -> Iterator[Step]:
    """The steps, with included ones in their place; they are about the case of the step that includes them."""
    for step in steps:
        if step.include is None:
            yield step
            continue
        path = folder / "langkah" / f"{step.include}.yaml"
        if depth == 0:
            raise ScenarioUnreadable(file=path.name, reason="files include each other")
        included = tuple(validate(path, Step, each) for each in load_yaml(path))
        for inner in expand(folder, included, depth - 1):
            yield inner.model_copy(update={"case": step.case})


def load_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises ScenarioUnreadable."""
    try:
        return yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise ScenarioUnreadable(file=path.name, reason=str(error)) from error


def validate(path: Path, kind: type[AnyPart], data: Any) -> AnyPart:
    """The part in a piece of YAML. Raises ScenarioUnreadable."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise ScenarioUnreadable(file=path.name, reason=str(error)) from error
