"""The staged Moccasin model on OR-tools' CP-SAT, as its authors built it: a peer for `npm run bench -- remat --cpsat`.

usage: cpsat_moccasin.py GRAPH BUDGET MAX_COMPUTATIONS SECONDS_PER_PHASE WORKERS SEED

Reads networkx node-link JSON in both dialects, prints one JSON object a line:
    {"type": "model", "seconds": ...}                                   the model is built
    {"type": "phase-1", "seconds": ..., "memory": ...}                  memory reached, null for none
    {"type": "incumbent", "seconds": ..., "duration": ...}              schedules of phase 2, as the model counts
    {"type": "end", "seconds": ..., "status": ..., "duration": ..., "bound": ..., "order": [ids], "peakMiB": ...}
Seconds count from the start of phase 1, as the authors' do.

The model (Bartan et al., ICML 2023, and the repository haoming-codes/moccasin, file cp.py, with reservoir_option 2), with C computations
per node and events k(k+1)/2 + o for the node of order o in stage k:
    start      the last event of the node's own stage for the first interval, else one of the node's events
    length     one of 5 n lengths in geometric progression: a restriction, so an optimum of this model need not be one of the problem
    memory     cumulative of the optional intervals under a capacity that is a variable
    inputs     for each link (u, v) and each interval j of v a reservoir: +1 one event after u starts, -1 when u ends, -1 when v starts
               and +1 one event later
    phase 1    least memory, down to the budget; phase 2, hinted with its answer: least duration within the budget
Sizes and durations are divided by their greatest common divisors. Deviation: the budget is divided rounding down (the authors round up,
which can allow one unit too much).
"""

import json
import math
import resource
import sys
import time

from ortools.sat.python import cp_model


def read_graph(path):
    """Nodes in the input order: ids, sizes, durations, and links as pairs of positions."""
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    nodes = {}
    for node in document["nodes"]:
        name = str(node.get("id", node["name"]))
        nodes[name] = (node.get("cost_ram", node.get("out_cost")), node.get("cost_cpu", node.get("duration")))
    links = [
        (str(link.get("source", link.get("0"))), str(link.get("target", link.get("1"))))
        for link in document.get("links", document.get("edges"))
    ]
    listed = document.get("graph", {}).get("order")
    order = [str(v) for v in listed] if listed else list(nodes)
    position = {v: o for o, v in enumerate(order)}
    pairs = sorted({(position[u], position[v]) for u, v in links})
    if any(u >= v for u, v in pairs):
        raise SystemExit("the order of the nodes is not topological")
    return order, [nodes[v][0] for v in order], [nodes[v][1] for v in order], pairs


def divisor(numbers):
    return max(1, math.gcd(*numbers))


class Staged:
    """Variables and constraints of both phases; objectives are set later."""

    def __init__(self, sizes, durations, links, computations):
        n = len(sizes)
        self.n = n
        self.model = model = cp_model.CpModel()
        horizon = int(1.1 * n * (n + 1) / 2)
        points = 5 * n
        lengths = sorted({int(horizon ** (i / (points - 1))) for i in range(points)})
        length_domain = cp_model.Domain.from_values(lengths)
        self.start, self.end, self.length, self.present = [], [], [], []
        intervals, demands = [], []
        for o in range(n):
            events = [k * (k + 1) // 2 + o for k in range(o, n)]
            rows = ([], [], [], [])
            for i in range(computations):
                domain = [events[0]] if i == 0 else events
                start = model.new_int_var_from_domain(cp_model.Domain.from_values(domain), f"start_{o}_{i}")
                length = model.new_int_var_from_domain(length_domain, f"length_{o}_{i}")
                end = model.new_int_var(0, horizon, f"end_{o}_{i}")
                present = model.new_bool_var(f"present_{o}_{i}")
                intervals.append(model.new_optional_interval_var(start, length, end, present, f"interval_{o}_{i}"))
                demands.append(sizes[o])
                if i == 0:
                    model.add(present == 1)
                else:
                    model.add_implication(present, rows[3][i - 1])
                    model.add(rows[1][i - 1] <= start).only_enforce_if([present, rows[3][i - 1]])
                for row, variable in zip(rows, (start, end, length, present)):
                    row.append(variable)
            for column, row in zip((self.start, self.end, self.length, self.present), rows):
                column.append(row)
        self.duration = model.new_int_var(sum(durations), computations * sum(durations), "duration")
        model.add(self.duration >= sum(w * p for w, row in zip(durations, self.present) for p in row))
        self.memory = model.new_int_var(0, computations * sum(sizes), "memory")
        model.add_cumulative(intervals, demands, self.memory)
        for u, v in links:
            for j in range(computations):
                self.add_reads(u, v, j, computations)

    def add_reads(self, u, v, j, computations):
        """While interval j of v starts, some interval of u holds its value: levels stay between 0 and C + 1."""
        times, changes, actives = [], [], []
        for i in range(computations):
            times += [self.start[u][i] + 1, self.end[u][i]]
            changes += [1, -1]
            actives += [self.present[u][i]] * 2
        times += [self.start[v][j], self.start[v][j] + 1]
        changes += [-1, 1]
        actives += [self.present[v][j]] * 2
        self.model.add_reservoir_constraint_with_active(times, changes, actives, 0, computations + 1)

    def variables(self):
        for columns in (self.start, self.end, self.length, self.present):
            for row in columns:
                yield from row
        yield self.duration

    def sequence(self, solver):
        """Positions of the nodes in the order of execution."""
        steps = [
            (solver.value(start), o)
            for o in range(self.n)
            for start, present in zip(self.start[o], self.present[o])
            if solver.value(present)
        ]
        return [o for _, o in sorted(steps)]


class Incumbents(cp_model.CpSolverSolutionCallback):
    def __init__(self, begin, unit):
        super().__init__()
        self.begin = begin
        self.unit = unit

    def on_solution_callback(self):
        seconds = time.monotonic() - self.begin
        emit(type="incumbent", seconds=seconds, duration=int(self.objective_value) * self.unit)


def emit(**fields):
    print(json.dumps(fields), flush=True)


def solver_for(seconds, workers, seed):
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    return solver


def main(path, budget, computations, seconds, workers, seed):
    began = time.monotonic()
    ids, sizes, durations, links = read_graph(path)
    size_unit, duration_unit = divisor(sizes), divisor(durations)
    budget //= size_unit
    staged = Staged([m // size_unit for m in sizes], [w // duration_unit for w in durations], links, computations)
    model = staged.model
    emit(type="model", seconds=time.monotonic() - began)

    begin = time.monotonic()
    reached = model.new_int_var(budget, max(budget, computations * sum(sizes) // size_unit), "reached")
    model.add(reached >= staged.memory)
    model.minimize(reached)
    first = solver_for(seconds, workers, seed)
    found = first.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    memory = first.value(staged.memory) * size_unit if found else None
    emit(type="phase-1", seconds=time.monotonic() - begin, memory=memory)

    model.clear_objective()
    model.add(staged.memory <= budget)
    model.minimize(staged.duration)
    if found:
        for variable in staged.variables():
            model.add_hint(variable, first.value(variable))
    second = solver_for(seconds, workers, seed)
    status = second.solve(model, Incumbents(begin, duration_unit))
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    bound = second.best_objective_bound
    emit(
        type="end",
        seconds=time.monotonic() - begin,
        status=second.status_name(status).lower(),
        duration=second.value(staged.duration) * duration_unit if found else None,
        bound=math.ceil(bound) * duration_unit if math.isfinite(bound) else None,
        order=[ids[o] for o in staged.sequence(second)] if found else [],
        peakMiB=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


if __name__ == "__main__":
    if len(sys.argv) != 7:
        raise SystemExit(__doc__)
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6]))
