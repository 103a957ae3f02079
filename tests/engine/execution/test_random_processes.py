"""Whatever is modelled in blocks and answered in any order ends once, and saving changes nothing."""

from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.bpmn import check_model
from engine.elements import effects as e
from engine.elements.tokens import ExecutionTokens
from engine.execution import (
    CalledProcessEscalated,
    CalledProcessReturned,
    CalledProcessThrew,
    CancelExecution,
    CompleteJob,
    CompleteUserTask,
    DeliverMessage,
    DeliverSignal,
    ExecutionCommand,
    FireTimer,
    Limits,
    RetryIncident,
    ThrowFromJob,
)
from engine.execution.advance import begin, run
from engine.execution.applying import apply
from tests.factories.plays import NOW, Play, services
from tests.factories.random_models import Drawer
from tests.profiles import examples

MOST_STEPS = 300


class InMemory:
    """The same process in one object that is never saved and never pruned."""

    def __init__(self, play: Play) -> None:
        self.execution: ExecutionTokens = begin(
            play.definition, variables={"nomor": "P-1"}, start_event=None, services=services(), now=NOW
        )
        self.execution.prunes = False
        run(self.execution, Limits())

    def do(self, command: ExecutionCommand) -> tuple[e.Effect, ...]:
        before = len(self.execution.effects)
        apply(self.execution, command)
        run(self.execution, Limits())
        return tuple(self.execution.effects[before:])


def answer_to(play: Play, random: Random) -> ExecutionCommand:
    """Some answer to one of the things that wait."""
    opened = random.choice(list(play.open.values()))
    data = {"x": random.randrange(6)}
    answers: list[ExecutionCommand] = []
    if isinstance(opened, e.UserTaskCreated):
        answers = [CompleteUserTask(opened.token, data)]
    elif isinstance(opened, e.JobCreated):
        answers = [CompleteJob(opened.token, data), CompleteJob(opened.token), ThrowFromJob(opened.token, "E")]
    elif isinstance(opened, e.CallRequested):
        answers = [CalledProcessReturned(opened.token, data), CalledProcessThrew(opened.token, "E")]
        answers.append(CalledProcessEscalated(opened.token, "X"))
    elif isinstance(opened, e.TimerScheduled):
        answers = [FireTimer(opened.token, opened.part)]
    elif isinstance(opened, e.Subscribed) and opened.kind is e.EventKind.MESSAGE:
        answers = [DeliverMessage(opened.token, opened.part, data)]
    elif isinstance(opened, e.Subscribed):
        answers = [DeliverSignal(opened.name, data)]
    elif isinstance(opened, e.IncidentRaised):
        answers = [RetryIncident(opened.token), CancelExecution()]
    return random.choice(answers)


@examples(120)
@given(st.integers(0, 2**32))
def test_saved_and_pruned_execution_does_what_the_one_in_memory_does(seed: int) -> None:
    play, random = Play(Drawer(seed).process()), Random(seed)
    memory = InMemory(play)
    assert memory.execution.effects == play.effects

    steps = 0
    while not play.ended:
        assert play.open, "nothing waits, but it has not ended"
        command = answer_to(play, random)
        assert memory.do(command) == play.do(command)
        assert all(token.data == {} for token in memory.execution.tasks.values())
        steps += 1
        assert steps < MOST_STEPS

    assert len(play.all(e.ProcessEnded)) == 1
    assert len(play.state["tokens"]) == 1
    assert (play.state["subs"], play.state["scopes"]) == ([], [])
    assert len(set(play.entered())) == len(play.entered())


@examples(60)
@given(st.integers(0, 2**32))
def test_loading_only_what_is_asked_for_changes_nothing(seed: int) -> None:
    whole, random = Play(Drawer(seed).process()), Random(seed)
    partial = Play(Drawer(seed).process(), loads_only_what_is_read=True)

    while not whole.ended:
        command = answer_to(whole, random)
        assert partial.do(command) == whole.do(command)
        assert partial.rows == whole.rows


@examples(30)
@given(st.integers(0, 2**32))
def test_what_the_checker_accepts_is_executed_in_its_normal_form(seed: int) -> None:
    """The two rooms hold the same profile."""
    checked = check_model(Drawer(seed).process())
    assume(checked.ok)
    assert checked.normalised is not None
    play, random = Play(checked.normalised), Random(seed)

    while not play.ended:
        play.do(answer_to(play, random))


@examples(30)
@given(st.integers(0, 2**32))
def test_the_normal_form_of_the_normal_form_is_itself(seed: int) -> None:
    checked = check_model(Drawer(seed).process())
    assume(checked.ok)
    assert checked.normalised is not None

    assert check_model(checked.normalised).normalised == checked.normalised
