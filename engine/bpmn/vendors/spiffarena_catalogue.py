"""The extensions of SpiffArena's modeler."""

from engine.bpmn.vendors.catalogue import catalogue, ignored, read, refused
from engine.model.text import N_

FORM = N_("Draw the form with form-js and name its id in zeebe:formDefinition formId.")
SPIFFARENA = catalogue(
    read(
        "every element",
        "`zeebe:properties`, among them the `lintas:` ones; JSON schemas of forms are refused",
        "properties",
    ),
    ignored(N_("What people should know stands in the form and the documentation."), "instructionsForEndUser"),
    ignored(N_("Scripts are tested by the scenarios of a bundle."), "unitTests"),
    ignored(N_("Nobody completes a task as a guest."), "guestConfirmation"),
    ignored(N_("The worklist has columns of its own."), "taskMetadataValues"),
    ignored(N_("Only modelling tools read it."), "category"),
    refused(N_("Name the decision and its result variable in zeebe:calledDecision."), "calledDecisionId"),
    refused(
        N_("Write it as a script task before or behind this element."), "preScript", "postScript", "scriptsOnInstances"
    ),
    refused(N_("Name the job type in zeebe:taskDefinition, and its inputs in zeebe:ioMapping."), "serviceTaskOperator"),
    refused(N_("Say what is sent and kept in zeebe:ioMapping."), "messagePayload", "messageVariable", "variableName"),
    refused(
        N_("Say which case a message is for in zeebe:subscription correlationKey."),
        *("processVariableCorrelation", "messageProperties"),
    ),
    refused(N_("Every task is completed by somebody who signed in and holds its position. Remove it."), "allowGuest"),
    refused(N_("A signal is thrown by an event of the model, and not by a button. Model it."), "signalButtonLabel"),
    refused(N_("Start the other process by a message or a call activity."), "processModelToStartOnTaskAvailable"),
    refused(N_("A list of results is collected by zeebe:loopCharacteristics when all are done."), "isOutputSynced"),
)
