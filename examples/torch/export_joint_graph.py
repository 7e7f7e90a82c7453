"""Writes the joint forward and backward graph of a torch module as remat-graph/1, the format that moccasin reads.

    from export_joint_graph import export
    export(Training(model), (images, labels), "graph.json")      # a module whose forward returns the loss

Needs torch 2.9 or newer. Inputs may be fake tensors: nothing is computed.
"""

import contextlib
import json
import math

import torch
from torch._functorch.aot_autograd import aot_export_joint_with_descriptors
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import flop_registry

DEVICE = {"name": "15 TFLOP/s, 900 GB/s", "flops_per_s": 15e12, "bytes_per_s": 900e9}
ROLES = {"ParamAOTInput": "param", "BufferAOTInput": "buffer", "PlainAOTInput": "data", "TangentAOTInput": "tangent"}
RESULTS = {"PlainAOTOutput": "loss", "GradAOTOutput": "grad", "InputMutationAOTOutput": "mutation"}


def export(module, inputs, path, name="network"):
    with contextlib.ExitStack() as stack:
        graph = aot_export_joint_with_descriptors(stack, module, inputs).graph_module.graph
    with open(path, "w") as file:
        json.dump(remat_graph(graph, name), file)
    return graph


def remat_graph(graph, name):
    fx_nodes = [node for node in graph.nodes if node.op != "output"]
    ids = {node: i for i, node in enumerate(fx_nodes)}
    owners = {}  # storage -> node that allocated it
    nodes = [describe(node, ids, owners) for node in fx_nodes]
    (output,) = [node for node in graph.nodes if node.op == "output"]
    results = list(zip(tree_leaves(output.args[0]), tree_leaves(output.meta.get("desc", ()))))
    roles = {node: RESULTS.get(type(desc).__name__, "output") for node, desc in results if node in ids}
    return {
        "format": "remat-graph/1", "name": name, "source": "torch " + torch.__version__, "device": DEVICE,
        "durationUnit": "ns", "sizeUnit": "bytes", "nodes": nodes,
        "edges": [[ids[source], ids[node]] for node in fx_nodes for source in node.all_input_nodes],
        "order": list(range(len(nodes))), "outputs": [ids[node] for node in roles], "outputRoles": list(roles.values()),
    }


def tensors(value):
    return [leaf for leaf in tree_leaves(value) if isinstance(leaf, torch.Tensor)]


def size_of(value):
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors(value))


def describe(node, ids, owners):
    value = node.meta.get("val")
    storages = [tensor.untyped_storage()._cdata for tensor in tensors(value)]
    node_is = {"id": ids[node], "name": node.name, "op": str(node.target), "flops": 0, "bytesMoved": 0, "duration": 0, "rooflineNs": 0,
               "backward": node.meta.get("partitioner_tag") == "is_backward"}
    node_is["shape"] = [[int(length) for length in tensor.shape] for tensor in tensors(value)]
    node_is["dtype"] = [str(tensor.dtype).removeprefix("torch.") for tensor in tensors(value)]
    if node.op == "placeholder" or node.op == "get_attr":
        desc = node.meta.get("desc")
        role = ROLES.get(type(desc).__name__, "constant")
        owners.update((storage, node) for storage in storages)
        return {**node_is, "kind": "parameter" if role in ("param", "buffer") else "input", "role": role, "size": size_of(value)}
    known = [owners[storage] for storage in storages if storage in owners]
    if storages and len(known) == len(storages):  # a view, or one output of several
        return {**node_is, "kind": "alias", "size": 0, "tensorBytes": size_of(value), "aliasOf": ids[known[0]]}
    owners.update((storage, node) for storage in storages)
    flops = flops_of(node, value)
    moved = size_of(value) + sum(size_of(source.meta.get("val")) for source in node.all_input_nodes)
    time = max(1, math.ceil(1e9 * max(flops / DEVICE["flops_per_s"], moved / DEVICE["bytes_per_s"])))
    tags = getattr(node.target, "tags", ())
    random = {"random": True} if torch.Tag.nondeterministic_seeded in tags else {}
    return {**node_is, **random, "kind": "compute", "size": size_of(value), "flops": flops, "bytesMoved": moved, "duration": time, "rooflineNs": time}


def flops_of(node, value):
    count = flop_registry.get(getattr(node.target, "overloadpacket", None))
    if count is None:
        return 0
    args, kwargs = torch.fx.node.map_arg((node.args, node.kwargs), lambda source: source.meta["val"])
    return int(count(*args, **kwargs, out_val=value))
