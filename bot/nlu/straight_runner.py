"""Runs a trained model's graph node after node, in an order that is worked out once for each target.

Rasa's own runner plans the same few nodes anew for every message, as a parallel computation, and then runs them on one
thread. The nodes, their inputs and their results are the same.
"""

from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class StraightRunner(GraphRunner):
    """A `GraphRunner` on the nodes that another runner has loaded."""

    def __init__(self, schema: GraphSchema, nodes: Dict[Text, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._orders: Dict[Tuple[Text, ...], List[Text]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: Optional[List[GraphNodeHook]] = None,
    ) -> "StraightRunner":
        """Load the nodes as Rasa's runner does."""
        return cls.on(DaskGraphRunner.create(graph_schema, model_storage, execution_context, hooks))

    @classmethod
    def on(cls, loaded: DaskGraphRunner) -> "StraightRunner":
        """On the nodes of `loaded`."""
        return cls(loaded._graph_schema, loaded._instantiated_nodes)

    def nodes(self, target: Text) -> Dict[Text, GraphNode]:
        """The nodes that lead to `target`, in the order in which they run."""
        return {name: self._nodes[name] for name in self._order((target,))}

    def run(self, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None) -> Dict[Text, Any]:
        """The outputs of the targets. Raises GraphRunError, or what a node raises."""
        wanted = tuple(targets or self._schema.target_names)
        outputs = dict(inputs or {})
        try:
            for name in self._order(wanted):
                needed = self._schema.nodes[name].needs.values()
                _, outputs[name] = self._nodes[name](*((need, outputs[need]) for need in needed if need in outputs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return {name: outputs[name] for name in wanted}

    def _order(self, targets: Tuple[Text, ...]) -> List[Text]:
        if targets not in self._orders:
            order: List[Text] = []
            for target in targets:
                self._add(target, order)
            self._orders[targets] = order
        return self._orders[targets]

    def _add(self, name: Text, order: List[Text]) -> None:
        # A name that is no node is an input; the graph has no circles, which Rasa checks when it is made.
        if name in self._schema.nodes and name not in order:
            for need in self._schema.nodes[name].needs.values():
                self._add(need, order)
            order.append(name)
