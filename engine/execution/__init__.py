"""Executions: start one, carry out commands, get back its state, variables and effects. Pure, without I/O."""

from engine.elements.failures import NeedsVariables
from engine.elements.scopes import ROOT, ScopedValue
from engine.elements.services import Services
from engine.elements.zeebe import DefinitionRefused
from engine.execution.advance import Advance, Limits, advance, start
from engine.execution.commands import (
    CalledProcessEscalated,
    CalledProcessReturned,
    CalledProcessThrew,
    CancelExecution,
    CompleteJob,
    CompleteUserTask,
    DeliverMessage,
    DeliverSignal,
    ExecutionCommand,
    FailJob,
    FireTimer,
    MoveToken,
    RetryIncident,
    SetVariables,
    SkipElement,
    ThrowFromJob,
)
from engine.execution.definition import ExecutableDefinition, StartEvent, load_definition
from engine.execution.errors import StateUnreadable, TokenGone, UnknownStartEvent
from engine.execution.state import State, Variables
from engine.execution.visible import place_of, visible_variables

__all__ = [
    "ROOT",
    "Advance",
    "CalledProcessEscalated",
    "CalledProcessReturned",
    "CalledProcessThrew",
    "CancelExecution",
    "CompleteJob",
    "CompleteUserTask",
    "DefinitionRefused",
    "DeliverMessage",
    "DeliverSignal",
    "ExecutableDefinition",
    "ExecutionCommand",
    "FailJob",
    "FireTimer",
    "Limits",
    "MoveToken",
    "NeedsVariables",
    "RetryIncident",
    "ScopedValue",
    "Services",
    "SetVariables",
    "SkipElement",
    "StartEvent",
    "State",
    "StateUnreadable",
    "ThrowFromJob",
    "TokenGone",
    "UnknownStartEvent",
    "Variables",
    "advance",
    "load_definition",
    "place_of",
    "start",
    "visible_variables",
]
