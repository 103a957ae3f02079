"""What SpiffWorkflow is given in place of its evaluator of Python."""

from engine.elements import spiff


class ScriptsRefused(spiff.PythonScriptEngine):
    """Evaluates nothing: expressions of a model are FEEL, and the elements evaluate them themselves."""

    def evaluate(self, task: object, expression: str, external_context: object = None) -> None:
        """Refuse."""
        raise NotImplementedError

    def execute(self, task: object, script: str, external_context: object = None) -> None:
        """Refuse."""
        raise NotImplementedError


SCRIPTS_REFUSED = ScriptsRefused()
