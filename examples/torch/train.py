"""Trains a small network twice, plainly and by a schedule of moccasin: the same losses and gradients in less memory.

    python train.py

Runs the command moccasin, or what the environment variable MOCCASIN says. Writes graph.json, schedule.json and replay.py.
"""

import copy
import functools
import importlib.util
import os
import subprocess

import torch
from export_joint_graph import export
from joint_step import JointStep
from live_bytes import LiveBytes

MOCCASIN = os.environ.get("MOCCASIN", "moccasin").split()
STEPS = 3


class Training(torch.nn.Module):
    def __init__(self):
        super().__init__()
        block = lambda i, o: [torch.nn.Conv2d(i, o, 3, padding=1), torch.nn.BatchNorm2d(o), torch.nn.ReLU(), torch.nn.Dropout(0.1)]
        self.model = torch.nn.Sequential(*block(3, 16), *block(16, 16), *block(16, 16), torch.nn.Flatten(), torch.nn.Linear(16 * 32 * 32, 10))

    def forward(self, images, labels):
        return torch.nn.functional.cross_entropy(self.model(images), labels)


def scheduled(training, batch, budget):
    """The training step of this module by a schedule with this share of the memory."""
    graph_module = export(training, batch, "graph.json")
    subprocess.run([*MOCCASIN, "solve", "graph.json", "--budget", budget, "--keep-outputs", "--time-limit", "10", "--output", "schedule.json"], check=True)
    subprocess.run([*MOCCASIN, "export-torch", "graph.json", "schedule.json", "--replay", "replay.py"], check=True)
    spec = importlib.util.spec_from_file_location("replay", "replay.py")
    replay = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(replay)
    return JointStep(training, graph_module, functools.partial(replay.run, graph_module)), replay.PLAN["peak"]


def plain(training, images, labels):
    loss = training(images, labels)
    loss.backward()
    return loss.detach()


def train(training, step, batches):
    optimizer = torch.optim.SGD(training.parameters(), lr=0.01)
    torch.manual_seed(0)  # dropout draws the same masks
    losses, peaks = [], []
    for images, labels in batches:
        optimizer.zero_grad()
        with LiveBytes() as live:
            losses.append(step(images, labels).item())
        peaks.append(live.peak)
        optimizer.step()
    return losses, max(peaks)


if __name__ == "__main__":
    torch.manual_seed(1)
    batches = [(torch.randn(8, 3, 32, 32), torch.randint(10, (8,))) for _ in range(STEPS)]
    training = Training()
    other = copy.deepcopy(training)
    losses, peak = train(training, functools.partial(plain, training), batches)
    step, promised = scheduled(other, batches[0], "0.7")
    same_losses, lower_peak = train(other, step, batches)
    equal = all(torch.equal(a, b) for a, b in zip(training.state_dict().values(), other.state_dict().values()))
    print("losses", losses, "and", same_losses)
    print("weights and buffers after training are equal:", equal)
    print(f"peak {peak} bytes plainly, {lower_peak} by the schedule, which promises {promised}")
