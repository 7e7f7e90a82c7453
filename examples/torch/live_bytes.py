"""Measures the memory of tensors on any device: bytes of the storages that operations allocated under it and that are still there.

    with LiveBytes() as live:
        training(images, labels).backward()
    print(live.peak)

What existed before (weights, data) and what an operation needs inside of itself are not counted.
"""

import weakref

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class LiveBytes(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.now = self.peak = 0
        self.known = {}

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        before = self.storages((args, kwargs))
        results = operation(*args, **(kwargs or {}))
        for key, storage in self.storages(results).items():
            if key not in before and key not in self.known:
                self.known[key] = storage.nbytes()
                self.now += self.known[key]
                weakref.finalize(storage, self.freed, key)
        self.peak = max(self.peak, self.now)
        return results

    def freed(self, key):
        self.now -= self.known.pop(key)

    @staticmethod
    def storages(values):
        tensors = [leaf for leaf in tree_leaves(values) if isinstance(leaf, torch.Tensor)]
        return {tensor.untyped_storage()._cdata: tensor.untyped_storage() for tensor in tensors}
