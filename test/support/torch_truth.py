"""Real torch against what moccasin makes of it (test/io/torch-real.test.ts): python torch_truth.py EXAMPLES FOLDER COMMAND... prints one JSON document."""

import importlib.util
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
os.chdir(sys.argv[2])

import torch
import torch._functorch.config as config
from compile_with_moccasin import Moccasin
from export_joint_graph import export
from joint_step import JointStep
from live_bytes import LiveBytes
from torch.utils._pytree import tree_leaves

COMMAND = sys.argv[3:]
F = torch.nn.functional


class Mixed(torch.nn.Module):
    """Convolutions, batch normalization, dropout, changes in place of activations and of a buffer, a weight with two names, views of views, integer inputs."""

    def __init__(self):
        super().__init__()
        self.images = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.BatchNorm2d(8), torch.nn.ReLU(inplace=True), torch.nn.Dropout(0.2))
        self.grouped = torch.nn.Conv2d(8, 8, 3, padding=1, groups=4)
        self.words = torch.nn.Embedding(12, 16)
        self.mix = torch.nn.Linear(16, 16)
        self.back = torch.nn.Linear(16, 12, bias=False)
        self.back.weight = self.words.weight
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, images, words):
        self.calls += 1
        seen = self.images(images)
        seen = seen + self.grouped(seen)
        seen[:, :2].mul_(2)
        seen = F.max_pool2d(seen, 2).view(2, 4, 2, -1).transpose(1, 2)[:, 1:].reshape(2, 4, 16)
        query, key = self.mix(self.words(words)).view(2, 4, 2, 8).transpose(1, 2).chunk(2, dim=3)
        told = torch.tanh((query @ key.transpose(2, 3)) @ query).transpose(1, 2).flatten(2)
        return F.cross_entropy(self.back(self.mix(seen).relu_() + torch.cat([told, told], 2)).flatten(0, 1), words.flatten())


def batch():
    return torch.randn(2, 3, 8, 8), torch.randint(12, (2, 4))


def solve(graph, *options):
    subprocess.run([*COMMAND, "solve", graph, *options, "--time-limit", "5", "--workers", "1", "--deterministic", "--output", "schedule.json", "--quiet"], check=True)
    subprocess.run([*COMMAND, "export-torch", graph, "schedule.json", "--replay", "replay.py", "--quiet"], check=True)
    spec = importlib.util.spec_from_file_location("replay", "replay.py")
    replay = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(replay)
    with open("schedule.json") as file:
        return replay, json.load(file)


def measured(run, *inputs):
    torch.manual_seed(5)
    with torch.no_grad(), LiveBytes() as live:
        results = tree_leaves(run(*inputs))
    return results, live.peak


def same(some, others):
    return len(some) == len(others) and all(a is b is None or torch.equal(a, b) for a, b in zip(some, others))


def gradients(module, step):
    """Loss, gradients and buffers after one step, by the same random numbers; weights and buffers are put back."""
    state = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    module.zero_grad()
    torch.manual_seed(6)
    loss = step()
    found = [loss.detach(), *(parameter.grad.clone() for parameter in module.parameters()), *(buffer.clone() for buffer in module.buffers())]
    module.load_state_dict(state)
    return found


torch.manual_seed(0)
module, inputs = Mixed(), batch()
graph_module = export(module, inputs, "graph.json", "mixed")
primals = [*(p for _, p in module.named_parameters(remove_duplicate=False)), *module.buffers(), *inputs]
truth, plain_peak = measured(graph_module, primals, [torch.ones(())])
replays = []
for options in (["--budget", "1.0"], ["--budget", "0.75", "--keep-outputs"], ["--objective", "memory", "--duration-limit", "1.5", "--keep-outputs"]):
    replay, schedule = solve("graph.json", *options)
    results, peak = measured(lambda *given: replay.run(graph_module, *given), primals, [torch.ones(())])
    again = len(schedule["order"]) - len(set(schedule["order"]))
    replays.append({"same": same(results, truth), "peak": peak, "promised": replay.PLAN["peak"], "scheduled": schedule["peak"], "recomputed": again})

step = JointStep(module, graph_module, lambda *given: replay.run(graph_module, *given))


def eager():
    loss = module(*inputs)
    loss.backward()
    return loss


def compiled():
    torch._dynamo.reset()
    loss = torch.compile(module, backend="aot_eager_decomp_partition")(*inputs)
    loss.backward()
    return loss


plainly = gradients(module, eager)
stepped = gradients(module, lambda: step(*inputs))

asked = []


class Watched(Moccasin):
    def __call__(self, memory, joint_graph, max_memory, node_info, all_recomputable_banned_nodes):
        saved, recomputed = super().__call__(memory, joint_graph, max_memory, node_info, all_recomputable_banned_nodes)
        asked.append([len(all_recomputable_banned_nodes), len(saved), len(recomputed)])
        return saved, recomputed


# a compiled graph draws other random numbers than the module does
compiling = gradients(module, compiled)
config.activation_memory_budget = 1e-6
config.activation_memory_budget_solver = Watched("--objective", "memory", "--time-limit", "3", "--workers", "1", "--deterministic", "--quiet", command=COMMAND)
asking = gradients(module, compiled)
far = max(float((a - b).abs().max()) for a, b in zip(compiling, asking))
print(json.dumps({"plainPeak": plain_peak, "replays": replays, "step": same(plainly, stepped), "asked": asked, "far": far}))
