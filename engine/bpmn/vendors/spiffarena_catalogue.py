"""The extensions of SpiffArena's modeler."""

from engine.bpmn.vendors.catalogue import catalogue, ignored, read, refused
from engine.model.text import N_

FORM = N_("Draw the form with form-js and name its id in zeebe:formDefinition formId.")
ON_INSTANCES = N_(
    "Scripts run at each instance of a multi-instance activity (scriptsOnInstances). Write it as a script task before "
    "or behind it."
)
RETRY = N_("Say how often a job is tried in zeebe:taskDefinition retries.")
WORKER = N_("A worker takes the job %(type)s, is given the parameters, and returns the variable %(result)s.")
PROVIDED = N_("SpiffArena provides %(names)s by itself. Import it, as far as it can be imported here, or do without.")

SPIFFARENA = catalogue(
    read(
        "every element",
        "`zeebe:properties`, among them the `lintas:` ones; JSON schemas of forms are refused",
        "properties",
    ),
    read(
        "activities",
        "`lintas:script.before` and `lintas:script.after`; of a loop only where they run at each instance",
        *("preScript", "postScript"),
    ),
    read("loops with scripts", "the scripts run at each instance", "scriptsOnInstances"),
    read(
        "serviceTask",
        "`zeebe:taskDefinition`: a job of that name with `.` for `/`; parameters are inputs, a header names the result",
        "serviceTaskOperator",
    ),
    ignored(N_("What people should know stands in the form and the documentation."), "instructionsForEndUser"),
    ignored(N_("Scripts are tested by the scenarios of a bundle."), "unitTests"),
    ignored(N_("Nobody completes a task as a guest."), "guestConfirmation"),
    ignored(N_("The worklist has columns of its own."), "taskMetadataValues"),
    ignored(N_("Only modelling tools read it."), "category", "isMatchingCorrelation", "isOutputSynced", "jsonSchemaId"),
    refused(N_("Name the decision and its result variable in zeebe:calledDecision."), "calledDecisionId"),
    refused(
        N_("Say what is sent and kept in zeebe:ioMapping."),
        *("messagePayload", "messageVariable", "payloadExpression", "variableName"),
    ),
    refused(
        N_("Say which case a message is for in zeebe:subscription correlationKey."),
        *("processVariableCorrelation", "messageProperties"),
    ),
    refused(N_("Every task is completed by somebody who signed in and holds its position. Remove it."), "allowGuest"),
    refused(N_("A signal is thrown by an event of the model, and not by a button. Model it."), "signalButtonLabel"),
    refused(N_("Start the other process by a message or a call activity."), "processModelToStartOnTaskAvailable"),
)
