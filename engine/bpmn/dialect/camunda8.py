"""Extensions of Camunda 8 that the house form does not have, with what to do instead."""

from collections.abc import Mapping

from engine.model.text import N_

_LISTENERS = N_("Listeners are not run. Model what they do as tasks and events.")
_FORM = N_("Deploy the form as a file of its own, and name its id in formId.")
_JOBS = N_("Only service tasks are jobs of other systems. Draw one.")

NOT_EXECUTED: Mapping[str, str] = {
    "zeebe:executionListeners": _LISTENERS,
    "zeebe:taskListeners": _LISTENERS,
    "zeebe:userTaskForm": _FORM,
    "zeebe:formDefinition formKey": _FORM,
    "zeebe:formDefinition externalReference": _FORM,
    "zeebe:linkedResources": N_("Other systems are given what they need by input mappings. Map it."),
    "zeebe:taskDefinition": _JOBS,
    "zeebe:taskHeaders": _JOBS,
    "zeebe:calledElement processIdExpression": N_("What is called is known when a case starts. Name the process."),
    "zeebe:adHoc": N_("Everything that nothing leads to is started, once each. Use gateways to choose."),
    "zeebe:conditionalFilter": N_("A condition is looked at whenever a variable that it reads was written. Remove it."),
    "zeebe:script": N_("A script in FEEL stands in a script task. Draw one."),
}
"""By name, as far as there is more to say than that it is not executed."""
OTHERWISE = N_("Remove it, or model what it should do.")
