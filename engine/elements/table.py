"""The one table of what is executed: BPMN tag, the parser that reads it, the class that behaves like it."""

from engine.elements import boundaries, calls, events, gateways, parser, subprocesses, tasks
from engine.elements.lifecycle import Element

ELEMENTS: dict[str, tuple[type[parser.ElementParser], type[Element]]] = {
    "startEvent": (parser.StartEventParser, events.StartEvent),
    "endEvent": (parser.EventParser, events.EndEvent),
    "task": (parser.ElementParser, tasks.NoneTask),
    "manualTask": (parser.ElementParser, tasks.ManualTask),
    "userTask": (parser.UserTaskParser, tasks.UserTask),
    "serviceTask": (parser.ServiceTaskParser, tasks.ServiceTask),
    "scriptTask": (parser.ScriptTaskParser, tasks.ScriptTask),
    "businessRuleTask": (parser.BusinessRuleTaskParser, tasks.BusinessRuleTask),
    "sendTask": (parser.EventParser, events.SendTask),
    "receiveTask": (parser.EventParser, events.ReceiveTask),
    "callActivity": (parser.CallActivityParser, calls.CallActivity),
    "subProcess": (parser.SubProcessParser, subprocesses.SubProcess),
    "transaction": (parser.SubProcessParser, subprocesses.Transaction),
    "adHocSubProcess": (parser.AdHocSubProcessParser, subprocesses.AdHocSubProcess),
    "exclusiveGateway": (parser.ElementParser, gateways.ExclusiveGateway),
    "inclusiveGateway": (parser.ElementParser, gateways.InclusiveGateway),
    "complexGateway": (parser.ComplexGatewayParser, gateways.ComplexGateway),
    "parallelGateway": (parser.ElementParser, gateways.ParallelGateway),
    "eventBasedGateway": (parser.ElementParser, events.EventBasedGateway),
    "intermediateCatchEvent": (parser.EventParser, events.IntermediateCatchEvent),
    "intermediateThrowEvent": (parser.EventParser, events.IntermediateThrowEvent),
    "boundaryEvent": (parser.BoundaryEventParser, boundaries.BoundaryEvent),
}
