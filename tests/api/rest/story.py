"""Plays a scenario of a bundle over the API: every step as a program of the person would send it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.jobs.runner import run_waiting
from engine.scenarios.player import typed
from engine.scenarios.script import Complete, Expect, ExpectTask, Message, Refused, Scenario, Start, Step, read_scenario
from engine.settings import resources_root
from engine.store.groups import addresses_of
from tests.api.rest.program import Program, assert_problem

SCENARIOS = resources_root() / "processes" / "relocation" / "scenarios"


def scenario(name: str) -> Scenario:
    """A scenario of the transfer by the beginning of its name."""
    file: Path = next(SCENARIOS.glob(f"{name}*.yaml"))
    return read_scenario(file)


@dataclass(slots=True)
class Story:
    """One case. `until` ends it before the task of that element is completed."""

    program: Program
    instance_id: str = ""

    def play(self, story: Scenario, *, until: str | None = None) -> None:
        """All steps in order."""
        for step in story.steps:
            if until is not None and step.complete is not None and step.complete.task == until:
                return
            self.take(step)
            run_waiting(self.program.runtime)

    def take(self, step: Step) -> None:
        match step:
            case Step(start=Start() as start):
                self.start(start)
            case Step(complete=Complete() as complete):
                answer = self.complete(complete)
                assert answer.status_code == 200, f"{complete}: {answer.text}"
            case Step(refused=Refused() as refused):
                assert assert_problem(self.complete(refused), 403)["code"] == refused.code
            case Step(expect_task=ExpectTask() as expected):
                tasks = self.program.tasks(self.instance_id, expected.element)
                assert any(addresses_of(text) == set(expected.addressed_to) for _, text in tasks), (
                    f"{expected}: {tasks}"
                )
            case Step(message=Message(correlation="=instance.number") as message):
                self.send(message)
            case Step(expect=Expect() as expected):
                case = self.program.get("dimas", f"/instances/{self.instance_id}")
                assert case["status"] == (expected.status or case["status"])
                assert not case["incidents"]
            case _:
                raise AssertionError(f"this story cannot be told over the API: {step}")

    def start(self, start: Start) -> None:
        answer = self.program.post(
            start.as_, f"/process-definitions/{start.process}/instances", {"variables": typed(start.answers)}
        )
        assert answer.status_code == 201, answer.text
        self.instance_id = answer.json()["instance_id"]
        assert answer.headers["location"] == f"/api/v1/instances/{self.instance_id}"

    def complete(self, step: Complete | Refused) -> Any:
        item = step.item if isinstance(step, Complete) else None
        path = f"/tasks/{self.task(step.task, step.as_, item)}/complete"
        return self.program.post(step.as_, path, {"data": typed(step.answers)})

    def send(self, message: Message) -> None:
        number = self.program.get("dimas", f"/instances/{self.instance_id}")["number"]
        body = {"name": message.name, "correlation_key": number, "payload": typed(message.payload)}
        answer = self.program.post(message.as_, "/messages", body)
        assert answer.json()["outcome"] == "correlated", answer.text

    def task(self, element: str, username: str, item: int | None = None) -> Any:
        """The open task of an element, among several the first that is addressed to the person."""
        found = self.program.tasks(self.instance_id, element)
        assert found, f"no task {element} is open"
        if item is not None:
            return found[item - 1][0]
        me = self.program.get(username, "/me")
        own = {address for capacity in me["capacities"] for address in capacity["addresses"]}
        return next((id_ for id_, text in found if own & addresses_of(text)), found[0][0])
