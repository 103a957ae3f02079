"""What the numbered constraints of bpmnspector and betsy mean, as the codes of the rules that have to find them.

A file that breaks a constraint is refused rightly only if one of these rules finds it; that it is refused for anything
else is no skill.
"""

import re
from collections.abc import Iterable

from engine.bpmn import CheckedModel

_EVENT = {"boundary_event_trigger", "boundary_event_must_interrupt"}
_UNCONNECTED = {"node_not_reached", "node_leads_nowhere", "event_not_reached", "event_leads_nowhere"}

RULES: dict[int, set[str]] = {
    1: {"import_missing", "import_invalid"},
    2: {"import_id_twice", "import_missing"},
    3: {"import_id_twice", "duplicate_id", "schema"},
    4: {"text_format"},
    6: {"flow_target_unknown"},
    7: {"flow_source_unknown"},
    8: {"message_flow_end_kind"},
    9: {"message_flow_end_kind"},
    11: {"escalation_without_code"},
    12: {"expression_informal"},
    13: {"expression_body_missing"},
    14: {"schema"},
    17: {"gateway_direction"},
    18: {"gateway_direction"},
    19: {"gateway_direction"},
    20: {"collection_mismatch"},
    21: {"event_sub_process_flow", "flow_source_unknown"},
    22: {"event_sub_process_flow", "flow_target_unknown"},
    23: {"flow_missing_in_list"},
    24: {"flow_not_immediate"},
    25: {"single_conditional_flow"},
    26: {"default_unknown"},
    27: {"choreography_reference"},
    28: {"flow_crosses_border"},
    29: {"multiplicity_negative"},
    30: {"multiplicity_contradictory"},
    31: {"message_flow_inside_pool"},
    32: {"global_conversation_content"},
    33: {"closed_choreography"},
    35: {"public_process_executable"},
    36: {"choreography_in_process"},
    37: {"quantity_not_positive"},
    38: {"quantity_not_positive"},
    40: {"resource_twice"},
    41: {"loop_twice"},
    42: {"operation_input_sets"},
    43: {"operation_output_sets"},
    44: {"operation_input_item"},
    45: {"operation_output_item"},
    46: {"message_data_count"},
    47: {"message_data_count"},
    48: {"message_data_item"},
    49: {"receive_task_instantiate"},
    50: {"message_data_count"},
    51: {"message_data_count"},
    52: {"message_data_item"},
    53: {"script_format_missing"},
    54: {"loop_twice"},
    55: {"loop_twice"},
    56: {"choreography_in_process"},
    57: {"event_sub_process_flow"},
    58: {"event_sub_process_start"},
    59: {"event_sub_process_start_trigger"},
    60: {"schema"},
    61: {"ad_hoc_empty"},
    62: {"ad_hoc_start_or_end", "choreography_in_process"},
    63: {"call_data_mismatch"},
    64: {"binding_missing"},
    65: {"binding_item"},
    67: {"multi_instance_without_number"},
    68: {"loop_input_unknown"},
    69: {"loop_item_type"},
    70: {"loop_item_type"},
    71: {"condition_not_boolean"},
    72: {"condition_not_boolean"},
    76: {"data_object_name"},
    77: {"collection_mismatch"},
    78: {"property_misplaced"},
    79: {"sub_process_io"},
    80: {"data_input_as_target"},
    82: {"data_output_as_source"},
    83: {"collection_mismatch"},
    84: {"data_in_no_set"},
    85: {"set_subset_wrong"},
    86: {"set_subset_wrong"},
    87: {"sets_not_mutual"},
    88: {"data_in_no_set"},
    89: {"set_subset_wrong"},
    90: {"set_subset_wrong"},
    91: {"association_item"},
    92: {"association_sources"},
    93: {"event_data_count"},
    94: {"event_data_item"},
    95: {"event_definition_borrowed"},
    96: {"start_event_incoming"},
    97: {"start_without_end"},
    98: {"start_event_trigger"},
    99: {"called_process_start"},
    100: {"sub_process_start_trigger"},
    101: {"event_leads_nowhere", "flow_missing_in_list"},
    102: {"message_flow_end_kind"},
    103: {"message_flow_event"},
    104: {"end_event_outgoing"},
    105: {"start_without_end"},
    106: {"cancel_outside_transaction"},
    107: {"event_not_reached", "flow_missing_in_list"},
    108: {"message_flow_end_kind"},
    109: {"message_flow_event"},
    110: _EVENT,
    111: {"cancel_outside_transaction"},
    112: {"boundary_event_incoming"},
    113: {"event_leads_nowhere"},
    114: {"compensation_event_flow"},
    115: {"event_not_reached"},
    116: {"event_leads_nowhere"},
    117: {"link_both_ways"},
    118: {"link_disagrees", "link_without_partner"},
    119: {"message_flow_end_kind"},
    120: {"cancel_outside_transaction"},
    121: {"start_event_trigger"},
    122: {"catch_event_trigger"},
    123: {"condition_event_empty", "expression_informal"},
    124: {"link_without_source"},
    125: {"link_without_partner"},
    126: {"link_without_partner"},
    127: {"message_event_without_message"},
    129: {"event_sub_process_start_trigger"},
    130: _EVENT,
    134: {"timer_time_unreadable"},
    135: {"gateway_unconnected"},
    136: {"event_gateway_needs_two"},
    137: {"condition_not_allowed"},
    138: {"event_gateway_target"},
    139: {"event_gateway_mixed"},
    140: {"event_gateway_receive_boundary"},
    141: {"event_gateway_target_shared"},
    142: {"event_gateway_instantiate"},
    143: {"compensation_handler_missing"},
    144: {"compensation_handler_kind"},
    146: {"end_event_result"},
    147: _EVENT,
    148: {"catch_event_trigger"},
    149: {"throw_event_result"},
    150: _UNCONNECTED,
    151: _UNCONNECTED,
    152: {"flow_crosses_border"},
}
"""By number of the constraint. A number that is not here is refused rightly by any rule of the standard."""


def violations(checked: CheckedModel) -> list[str]:
    """Codes of what makes a model invalid, each once."""
    return sorted({finding.code for finding in checked.findings if finding.invalid})


def expected_rules(name: str) -> set[str] | None:
    """The rules that the first number in a name stands for; None if it has none that is known."""
    number = re.search(r"\d+", name)
    return RULES.get(int(number[0])) if number else None


def refused_rightly(checked: CheckedModel, rules: Iterable[str] | None) -> bool:
    """Whether a rule of the standard refuses the model, and one of these if any are named."""
    found = violations(checked)
    return bool(found) and (rules is None or bool(set(rules) & set(found)))


def told(rules: Iterable[str] | None) -> str:
    """What was expected, in words."""
    return "to be refused" if rules is None else f"to be refused by {' or '.join(sorted(rules))}"
