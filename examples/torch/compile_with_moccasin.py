"""Lets torch.compile save the tensors that moccasin would save for the backward pass, and recompute the others.

    import torch._functorch.config as config
    config.activation_memory_budget = 1e-6  # so small that torch always asks the solver; 0 and 1 never do
    config.activation_memory_budget_solver = Moccasin("--budget", "0.8", "--time-limit", "10")
    torch.compile(training)(images, labels)

The options are those of `moccasin solve`. The graph that is solved is the one that torch is about to split, after its decompositions.
"""

import json
import os
import subprocess
import tempfile

from export_joint_graph import is_random, write
from torch._functorch.partitioners import CustomKnapsackSolver
from torch.utils.checkpoint import CheckpointPolicy


class Moccasin(CustomKnapsackSolver):
    def __init__(self, *options, command=("moccasin",)):
        self.options, self.command = options, command

    def __call__(self, memory, joint_graph, max_memory, node_info, all_recomputable_banned_nodes):
        """Indices into the candidates: what to save, what to recompute."""
        with tempfile.TemporaryDirectory() as folder:
            graph, schedule, lists = (os.path.join(folder, name) for name in ("graph.json", "schedule.json", "saved.json"))
            write(joint_graph, graph)
            subprocess.run([*self.command, "solve", graph, *self.options, "--output", schedule], check=True)
            subprocess.run([*self.command, "export-torch", graph, schedule, "--saved", lists], check=True)
            with open(lists) as file:
                recomputed = set(json.load(file)["recomputed"])
        for node in joint_graph.nodes:
            if is_random(node):  # torch 2.13 would draw masks anew in the backward pass
                node.meta["recompute"] = CheckpointPolicy.MUST_SAVE
        again = [i for i, node in enumerate(all_recomputable_banned_nodes) if node.name in recomputed]
        # what the schedule neither saves nor recomputes is not read in the backward pass: saved, it costs nothing
        return [i for i in range(len(all_recomputable_banned_nodes)) if i not in again], again

    def uuid(self):
        """What torch's cache of compiled graphs knows this solver by."""
        return " ".join(("moccasin", *self.options))
