"""A training step by an exported graph: what loss = training(...) and loss.backward() do, by whatever runs the graph.

    step = JointStep(training, graph_module, functools.partial(replay.run, graph_module))
    loss = step(images, labels)  # gradients are in .grad of the parameters, buffers are changed

Inputs must have the shapes of those that the graph was exported with, and keep their places on the device.
"""

import torch
from torch.utils._pytree import tree_leaves


class JointStep:
    def __init__(self, module, graph_module, run):
        self.module, self.run = module, run
        *nodes, output = graph_module.graph.nodes
        placeholders = [node for node in nodes if node.op == "placeholder"]
        self.wanted = [node.meta["desc"] for node in placeholders if not is_tangent(node)]
        # the gradient of the loss: 1
        self.tangents = [torch.ones(value.shape, dtype=value.dtype, device=value.device)
                         for value in (node.meta["val"] for node in placeholders if is_tangent(node))]
        self.given = output.meta["desc"]

    @torch.no_grad()
    def __call__(self, *inputs):
        # a weight that has two names gets two gradients: they are added
        tensors = dict(self.module.named_parameters(remove_duplicate=False)) | dict(self.module.named_buffers(remove_duplicate=False))
        primals = [tensors[desc.target] if hasattr(desc, "target") else inputs[desc.idx] for desc in self.wanted]
        for desc, value in zip(self.given, tree_leaves(self.run(primals, self.tangents))):
            kind = type(desc).__name__
            if kind == "PlainAOTOutput":
                loss = value
            elif kind == "GradAOTOutput" and value is not None and hasattr(desc.grad_of, "target"):
                parameter = tensors[desc.grad_of.target]
                parameter.grad = value if parameter.grad is None else parameter.grad + value
            elif kind == "InputMutationAOTOutput":
                tensors[desc.mutated_input.target].copy_(value)
        return loss


def is_tangent(node):
    return type(node.meta["desc"]).__name__ == "TangentAOTInput"
