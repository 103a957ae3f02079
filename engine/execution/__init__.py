"""Executions: start one, carry out commands, get back its state, variables and effects. Pure, without I/O."""

from engine.elements.failures import NeedsItems, NeedsStores, NeedsVariables
from engine.elements.items import OUTSIDE, item_of
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
    token_of,
)
from engine.execution.definition import ExecutableDefinition, StartEvent, load_definition
from engine.execution.errors import StateUnreadable, TokenGone, UnknownStartEvent
from engine.execution.migrating import MigrationRefused, migrate
from engine.execution.migration_plan import MigrationPlan, places_in, plan_migration
from engine.execution.standing import CallLoop, call_loops, standing_in
from engine.execution.start_conditions import start_condition_holds
from engine.execution.state import Parts, State, Variables, kept_scopes, loops_in, scopes_at_hand
from engine.execution.visible import place_of, visible_variables

__all__ = [
    "OUTSIDE",
    "ROOT",
    "Advance",
    "CallLoop",
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
    "MigrationPlan",
    "MigrationRefused",
    "MoveToken",
    "NeedsItems",
    "NeedsStores",
    "NeedsVariables",
    "Parts",
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
    "call_loops",
    "item_of",
    "kept_scopes",
    "load_definition",
    "loops_in",
    "migrate",
    "place_of",
    "places_in",
    "plan_migration",
    "scopes_at_hand",
    "standing_in",
    "start",
    "start_condition_holds",
    "token_of",
    "visible_variables",
]
