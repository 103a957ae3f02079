"""The extensions of Camunda 7 and of Operaton, which has the same under its own namespace."""

from engine.bpmn.vendors.catalogue import catalogue, ignored, read, refused
from engine.model.text import N_

JAVA = N_("Java is not executed. Use a service task with camunda:type external and a topic, or a script task in FEEL.")
FORM = N_("Draw the form with form-js and name its id in camunda:formRef.")
RESULT_LIST = N_(
    "A list of all results is not made. Set camunda:mapDecisionResult to singleEntry, singleResult or collectEntries."
)
BARE_RESULT = N_("A decision with one output gives its value itself, and not a map with one entry.")
NOT_BOTH = N_("Say it with camunda:in and camunda:out.")
CODE_UNKNOWN = N_("Name the error or escalation that is caught, so that its code is known.")
ONLY_ITS_CONDITION = N_("A condition is looked at when a variable that it reads was written. Name only that one.")
OUTPUT_AFTER_OUTPUT = N_("An output can not read a variable that an output before it writes. Write it in one.")
FORMAT = N_("Scripts in mappings are executed in FEEL and JUEL only.")
LOCAL_ONLY = N_("Local variables alone are not passed. Name each variable.")
SOURCE = N_("Name the variable in source, or write the expression in sourceExpression, and name the target.")
BUSINESS_KEY = N_("A called process has the number of its own case.")
INPUTS_ONLY = N_("A worker is given the variables that the input parameters name, and no others.")
LAST_VALUE = N_("A script in Python gives its results by assigning variables. Remove it.")

CAMUNDA_7 = catalogue(
    read("userTask", "`zeebe:assignmentDefinition candidateGroups`: addresses `function@agency`", "candidateGroups"),
    read(
        "userTask",
        "`zeebe:assignmentDefinition`, where it is refused: work is addressed to functions, not to persons",
        "assignee",
        "candidateUsers",
    ),
    read("userTask, startEvent", "`zeebe:formDefinition formId`, binding latest if none is named", "formRef"),
    read("userTask, startEvent", "`bindingType` of `zeebe:formDefinition`", "formRefBinding"),
    read("userTask, startEvent", "`zeebe:formDefinition formId` if it is a plain id, else refused", "formKey"),
    read("userTask", "`zeebe:taskSchedule`; the follow-up date has no effect", "dueDate", "followUpDate"),
    read("userTask", "`zeebe:priorityDefinition`, 0 to 100", "priority"),
    read("process", "`lintas:startableBy`", "candidateStarterGroups"),
    read("serviceTask", "`zeebe:taskDefinition type` where the type is external, else refused", "type", "topic"),
    read("scriptTask, businessRuleTask", "the result variable", "resultVariable"),
    read("businessRuleTask", "`zeebe:calledDecision`, binding latest if none is named", "decisionRef"),
    read("businessRuleTask", "`bindingType` of `zeebe:calledDecision`", "decisionRefBinding"),
    read(
        "businessRuleTask",
        "singleEntry and singleResult: the result as it is; collectEntries: always a list; resultList (which is meant "
        "where nothing is said): refused",
        "mapDecisionResult",
    ),
    read("callActivity", "`bindingType` of `zeebe:calledElement`; latest if none is named", "calledElementBinding"),
    read(
        "callActivity",
        'input and output mappings; without `variables="all"` nothing else is passed. A business key has no effect',
        "in",
        "out",
    ),
    read("multiInstanceLoopCharacteristics", "`inputCollection` of `zeebe:loopCharacteristics`", "collection"),
    read("multiInstanceLoopCharacteristics", "`inputElement` of `zeebe:loopCharacteristics`", "elementVariable"),
    read(
        "activities and events",
        "`zeebe:ioMapping`: texts, lists, maps, scripts in FEEL and JUEL. Results that no output names leave too",
        "inputOutput",
    ),
    read("every element", "`zeebe:properties`, among them the `lintas:` ones", "properties"),
    read(
        "boundaryEvent", "an output mapping of the code that is caught", "errorCodeVariable", "escalationCodeVariable"
    ),
    read("conditionalEventDefinition", "nothing more where the condition reads that variable only", "variableName"),
    ignored(
        N_("Every wait is saved at once, and the engine plans its own jobs."),
        *("async", "asyncBefore", "asyncAfter", "exclusive", "jobPriority", "taskPriority"),
        "failedJobRetryTimeCycle",
    ),
    ignored(N_("History is kept as the installation says."), "historyTimeToLive"),
    ignored(N_("Versions are counted as they are deployed."), "versionTag"),
    ignored(N_("Who may start it is said in lintas:startableBy."), "isStartableInTasklist"),
    ignored(N_("The message of an error comes from the one who throws it."), "errorMessage"),
    ignored(
        N_("Only modelling tools read it."),
        *("diagramRelationId", "modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon"),
    ),
    refused(JAVA, "class", "delegateExpression", "expression", "field", "formHandlerClass", "errorEventDefinition"),
    refused(JAVA, "variableMappingClass", "variableMappingDelegateExpression"),
    refused(
        N_("Listeners are not run. Model what they do as tasks and events."),
        "executionListener",
        "taskListener",
        "script",
    ),
    refused(N_("Call the other system by a service task with its own job type."), "connector"),
    refused(FORM, "formData"),
    refused(
        N_("Work is addressed to functions of agencies, never to persons. Use groups."),
        *("candidateStarterUsers", "potentialStarter"),
    ),
    refused(N_("Who started a case is in its history, and in no variable. Remove it."), "initiator"),
    refused(N_("The message of an error is in the history, and in no variable. Remove it."), "errorMessageVariable"),
    refused(
        N_("One version alone is not followed. Use the binding deployment, or latest."),
        *("calledElementVersion", "calledElementVersionTag", "decisionRefVersion", "decisionRefVersionTag"),
        "formRefVersion",
    ),
    refused(N_("There are no tenants. Remove it."), "calledElementTenantId", "decisionRefTenantId", "caseTenantId"),
    refused(N_("Cases of CMMN are not executed. Call a process."), "caseRef", "caseBinding", "caseVersion"),
    refused(N_("Write the script into the model."), "resource"),
    refused(ONLY_ITS_CONDITION, "variableEvents"),
)
