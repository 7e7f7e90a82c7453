"""Writes the joint forward and backward graph of a torch module as remat-graph/1, the format that moccasin reads.

    from export_joint_graph import export
    graph_module = export(Training(model), (images, labels), "graph.json")  # a module whose forward returns the loss

The graph module that it gives is the graph that the file describes: what a replay runs. Needs torch 2.9 or newer. Tracing computes nothing.
"""

import contextlib
import json
import math
import operator

import torch
from torch._functorch.aot_autograd import aot_export_joint_with_descriptors
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import conv_flop_count, flop_registry

aten = torch.ops.aten
DEVICE = {"name": "15 TFLOP/s, 900 GB/s", "flops_per_s": 15e12, "bytes_per_s": 900e9}
ROLES = {"ParamAOTInput": "param", "BufferAOTInput": "buffer", "PlainAOTInput": "data", "TangentAOTInput": "tangent",
         "PlainAOTOutput": "loss", "GradAOTOutput": "grad", "InputMutationAOTOutput": "mutation"}


def export(module, inputs, path, name="network"):
    with contextlib.ExitStack() as stack:
        graph_module = aot_export_joint_with_descriptors(stack, module, inputs).graph_module
    write(graph_module.graph, path, name)
    return graph_module


def write(fx_graph, path, name="network"):
    *fx_nodes, output = fx_graph.nodes
    ids, owners = {node: i for i, node in enumerate(fx_nodes)}, {}  # owners: storage -> id of the node that allocated it
    results = [(ids[node], role(desc, "output")) for node, desc in zip(output.args[0], output.meta["desc"]) if node in ids]
    graph = {"format": "remat-graph/1", "name": name, "source": f"torch {torch.__version__}", "device": DEVICE, "durationUnit": "ns",
             "nodes": [{"id": i, **describe(node, i, owners)} for node, i in ids.items()],
             "edges": [[ids[source], i] for node, i in ids.items() for source in node.all_input_nodes],
             "outputs": [i for i, _ in results], "outputRoles": [role for _, role in results]}
    with open(path, "w") as file:
        json.dump(graph, file)


def role(desc, default):
    return ROLES.get(type(desc).__name__, default)


def describe(node, i, owners):
    tensors = tensors_of(node)
    storages = storages_of(tensors)
    new = {key: size for key, size in storages.items() if key not in owners}
    known = [owners[key] for key in storages if key in owners]
    owners.update(dict.fromkeys(new, i))
    about = {"name": node.name, "op": str(node.target), "size": sum(new.values()), "backward": node.meta.get("partitioner_tag") == "is_backward",
             "shape": [list(tensor.shape) for tensor in tensors], "dtype": [str(tensor.dtype).removeprefix("torch.") for tensor in tensors]}
    if node.op != "call_function":
        kind = role(node.meta.get("desc"), "constant")
        return {**about, "kind": "parameter" if kind in ("param", "buffer") else "input", "role": kind}
    if known and not new:  # a view, or one output of several
        if not is_apart(node, sum(storages.values())):
            return {**about, "kind": "alias", "aliasOf": known[0], "tensorBytes": sum(storages.values())}
        owners.update(dict.fromkeys(storages, i))
        return {**about, "kind": "compute", "size": sum(storages.values()), "duration": 1, "rooflineNs": 1}
    flops, read = flops_of(node), [tensor for source in node.all_input_nodes for tensor in tensors_of(source)]
    moved = sum(min(tensor.nbytes, tensor.untyped_storage().nbytes()) for tensor in tensors + read)
    time = max(1, math.ceil(1e9 * max(flops / DEVICE["flops_per_s"], moved / DEVICE["bytes_per_s"])))
    return {**about, "kind": "compute", "flops": flops, "bytesMoved": moved, "duration": time, "rooflineNs": time, "random": is_random(node)}


def tensors_of(node):
    return [leaf for leaf in tree_leaves(node.meta.get("val")) if isinstance(leaf, torch.Tensor)]


def storages_of(tensors):
    return {storage._cdata: storage.nbytes() for storage in map(torch.Tensor.untyped_storage, tensors)}


def is_apart(node, size):  # a small output that is read by itself: statistics of a normalization stay when the large output goes
    if node.target is not operator.getitem or all(user.op == "output" for user in node.users):
        return False
    return 4 * size <= sum(storages_of(tensors_of(node.args[0])).values())


def is_random(node):
    arguments = {argument.name: argument.default_value for argument in getattr(getattr(node.target, "_schema", None), "arguments", ())}
    drops = {**arguments, **dict(zip(arguments, node.args)), **node.kwargs}.get("dropout_p") != 0  # attention without dropout draws nothing
    return drops and torch.Tag.nondeterministic_seeded in getattr(node.target, "tags", ())


def flops_of(node):
    args, kwargs = torch.fx.node.map_arg((node.args, node.kwargs), lambda source: source.meta["val"])
    if node.target is aten.convolution_backward.default:  # torch's formula forgets groups; each gradient costs what the convolution does
        return sum(args[-1][:2]) * conv_flop_count(args[1].shape, args[2].shape, args[0].shape, args[7])
    operation = str(getattr(node.target, "overloadpacket", "")).removeprefix("aten.").replace("_for_cpu", "")
    count = flop_registry.get(getattr(aten, operation, None))
    return int(count(*args, **kwargs, out_val=node.meta["val"])) if count else 0
