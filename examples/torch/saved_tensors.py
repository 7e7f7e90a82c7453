"""Lets torch.compile save the tensors that a schedule of moccasin saves, and recompute those that it recomputes.

    import torch._functorch.config as config
    config.activation_memory_budget = 0.5                        # anything below 1: torch then asks the solver
    config.activation_memory_budget_solver = SavedTensors("saved.json")
    torch.compile(training)(images, labels)

The file is written by `moccasin export-torch GRAPH SCHEDULE --saved saved.json`.
"""

import json
import warnings

try:
    from torch._functorch.partitioners import CustomKnapsackSolver
except ImportError:  # older versions of torch take any callable
    CustomKnapsackSolver = object


class SavedTensors(CustomKnapsackSolver):
    def __init__(self, path):
        with open(path) as file:
            self.text = file.read()
        lists = json.loads(self.text)
        if lists.get("format") != "moccasin-saved/1":
            raise ValueError(f"{path}: not a file of moccasin export-torch --saved")
        self.saved, self.recomputed = set(lists["saved"]), set(lists["recomputed"])

    def __call__(self, memory, joint_graph, max_memory, node_info, all_recomputable_banned_nodes):
        """Indices into the candidates: what to save, what to recompute."""
        names = [node.name for node in all_recomputable_banned_nodes]
        unknown = [name for name in names if name not in self.saved and name not in self.recomputed]
        if len(unknown) > len(names) / 2:
            warnings.warn(f"{len(unknown)} of {len(names)} tensors are not in the schedule: is it one of this graph?")
        # What the schedule neither saves nor recomputes is not read in the backward pass: saved, it costs nothing.
        recomputed = [i for i, name in enumerate(names) if name in self.recomputed]
        return [i for i, name in enumerate(names) if name not in self.recomputed], recomputed

    def uuid(self):
        """What torch's cache of compiled graphs knows this solver by."""
        return "moccasin-saved/1 " + self.text
