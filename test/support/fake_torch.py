"""A stand-in for the little of torch that a replay script needs: fx graphs of plain Python functions. Runs the script given against its graph (see test/io/torch.test.ts)."""

import contextlib
import importlib.util
import json
import sys
import types


class Node:
    def __init__(self, op, name, sources):
        self.op, self.name, self.sources = op, name, sources
        self.args = (sources,)


class Interpreter:
    def __init__(self, module, garbage_collect_values=True):
        assert not garbage_collect_values
        self.module, self.env, self.args_iter, self.most = module, {}, None, 0

    def run_node(self, node):
        if node.op == "placeholder":
            return next(self.args_iter)
        return (node.name, tuple(self.env[source] for source in node.sources))

    def map_nodes_to_values(self, args, node):
        return [self.env[source] for source in args]


sys.modules["torch"] = torch = types.ModuleType("torch")
torch.fx = types.SimpleNamespace(Interpreter=Interpreter)
torch.no_grad = contextlib.nullcontext

with open(sys.argv[2]) as file:
    described = json.load(file)
nodes = {}
for name, op, sources in described["nodes"]:
    nodes[name] = Node(op, name, [nodes[source] for source in sources])
nodes[object()] = Node("output", "output", [nodes[name] for name in described["outputs"]])
module = types.SimpleNamespace(graph=types.SimpleNamespace(nodes=list(nodes.values()), process_inputs=lambda *inputs: inputs, process_outputs=list))
inputs = [name for name, op, _ in described["nodes"] if op == "placeholder"]

plain = Interpreter(module, garbage_collect_values=False)
plain.args_iter = iter(inputs)
for node in module.graph.nodes[:-1]:
    plain.env[node] = plain.run_node(node)
expected = plain.map_nodes_to_values(module.graph.nodes[-1].args[0], None)

spec = importlib.util.spec_from_file_location("replay", sys.argv[1])
replay = importlib.util.module_from_spec(spec)
spec.loader.exec_module(replay)
assert replay.run(module, *inputs) == expected
print("same results:", len(expected))
module.graph.nodes = module.graph.nodes[-1:]
try:
    replay.run(module)
except ValueError as error:
    print("refused:", error)
