"""What is computed at an activity: FEEL into one variable, or a Python script that writes what it changes."""

from dataclasses import dataclass

from engine.elements.failures import TechnicalFailure
from engine.elements.formulas import Formula
from engine.elements.throwing import throw_error
from engine.elements.tokens import Token
from engine.model.data import ProcessData
from engine.scripts.python import PythonText
from engine.scripts.running import ScriptFailed


@dataclass(frozen=True, slots=True)
class FeelStep:
    """Evaluates an expression into a variable."""

    formula: Formula
    variable: str

    def run(self, token: Token) -> bool:
        """Evaluate."""
        token.task_spec.take(token, {self.variable: token.evaluate(self.formula).value})
        return True


@dataclass(frozen=True, slots=True)
class PythonStep:
    """Runs a script. What it changed is written where the name is nearest, or stays local to output mappings."""

    script: PythonText

    def run(self, token: Token) -> bool:
        """Run it once."""
        scopes, element = token.top.scopes, token.task_spec
        variables = scopes.read(token.scope_id, self.script.reads)
        try:
            ran = token.top.services.run_python(self.script, variables, token.local_time)
        except ScriptFailed as failure:
            detail = f"The Python script at {element.bpmn_id} failed: {failure}"
            raise TechnicalFailure(failure.code, detail) from failure
        if ran.error is not None:
            throw_error(token, ran.error.code, ran.error.message)
            return False
        self.write(token, ran.written)
        return True

    def write(self, token: Token, written: ProcessData) -> None:
        """Locals of the activity stay its own; everything else is a result."""
        element = token.task_spec
        local = {mapping.target.partition(".")[0] for mapping in element.input_mappings} & written.keys()
        for name in sorted(local):
            token.declare(name, written[name])
        element.take(token, {name: value for name, value in written.items() if name not in local})
