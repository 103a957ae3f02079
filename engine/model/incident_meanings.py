"""What the codes of incidents mean, and what a supervisor does about each; the detail of an incident is technical."""

from collections.abc import Mapping

from engine.model.text import N_

UNKNOWN = N_("The element could not do its work. Read the detail below, remove the cause, and try again.")
"""Codes that workers and error events of models give themselves."""

_NO_ADDRESS = N_(
    "Nobody can be asked for this task: the model gave no position. Correct the data it reads, or the model."
)
_CONVERSATION = N_(
    "It could not be told which case the message belongs to. Correct the data from which its key is made."
)
_LIMITS = N_("The case needed more steps or time than one command may use. Look for an endless loop in the model.")
_SCRIPT = N_("A script of the model failed. Correct the data that it reads, or deploy a version with a better script.")
_OTHER_SYSTEM = N_("Another system did not do what was asked. Ask who runs it whether it works, then try again.")
_SET_UP = N_(
    "This installation may not or cannot call that system. Whoever runs Lintas has to set it up; then try again."
)
_CALL = N_("What the model asks of another system is not complete. Correct the data it reads, or the model.")

MEANINGS: Mapping[str, str] = {
    "answer_unreadable": _OTHER_SYSTEM,
    "bad_cardinality": N_("The number of instances is no whole number. Correct the data from which it is counted."),
    "bad_due_date": N_("The due date is neither a date nor a duration. Correct the data from which it is made."),
    "bad_timer": N_("The time to wait for is no time. Correct the data from which it is made."),
    "budget": _LIMITS,
    "call_broken": _OTHER_SYSTEM,
    "call_incomplete": _CALL,
    "call_redirected": _OTHER_SYSTEM,
    "call_refused": _OTHER_SYSTEM,
    "correlation_key_too_long": _CONVERSATION,
    "data_store_full": N_(
        "The data store holds as much as its model allows. Make room in it, or have its model changed."
    ),
    "data_store_no_list": N_("What the data store holds is no list, so nothing can be added. Correct the data store."),
    "data_store_too_large": N_("What should be kept in the data store is too large. Correct the data, or the model."),
    "feel_budget": N_("An expression took too long. It reads more data than it can work through, or never ends."),
    "host_refused": _SET_UP,
    "host_rests": _OTHER_SYSTEM,
    "mail_not_set_up": _SET_UP,
    "mail_refused": _OTHER_SYSTEM,
    "model_error": N_(
        "A decision could not be evaluated. Correct the data it reads, or deploy a better version of it."
    ),
    "no_answer": _OTHER_SYSTEM,
    "no_called_process": N_(
        "The process to be called is not there. Have it deployed, or correct the data that names it."
    ),
    "no_candidates": _NO_ADDRESS,
    "no_collection": N_("What the instances are made of is no list. Correct the data from which it is taken."),
    "no_correlation_key": _CONVERSATION,
    "no_flow": N_("No condition behind this element was true. Correct the data on which the conditions look."),
    "no_job_type": _CALL,
    "no_worker": N_("No worker does jobs of this type. Correct the model, or have a worker set up; then try again."),
    "other_conversation": _CONVERSATION,
    "script_busy": N_("No process was free to run the script. Try again."),
    "script_failed": _SCRIPT,
    "script_limit": _SCRIPT,
    "script_value": _SCRIPT,
    "secret_given_back": _OTHER_SYSTEM,
    "secret_missing": _SET_UP,
    "too_many_calls": N_("Processes call each other too deeply or too often. Look for a process that calls itself."),
    "too_much_passed": N_("Calls pass more data than can be kept. Let the model pass only what each of them needs."),
    "unavailable": _OTHER_SYSTEM,
    "uncaught_error": N_("An error of the model was caught nowhere. Have a boundary event added that catches it."),
    "worker_failed": N_("Performing the service failed inside Lintas each time. Ask whoever runs it, then try again."),
}


def meaning_of(code: str) -> str:
    """An English sentence from the catalog: what happened, and what to do."""
    return MEANINGS.get(code, UNKNOWN)
