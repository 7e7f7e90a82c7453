// Ten small problems for solvers of very different kinds: puzzles, packing, scheduling, satisfiability. Random ones come from fixed seeds.

import { Random } from '../../solver/random.ts';
import type { NeutralProblem, Task, Term } from './neutral.ts';
import { Builder, sum } from './problem-builder.ts';

function queens(n: number): NeutralProblem {
  const b = new Builder();
  const column = b.many(n, 0, n - 1);
  b.different(column);
  b.different(column, (i) => i);
  b.different(column, (i) => -i);
  return b.problem(`queens-${n}`, null, null);
}

function magicSquare(n: number): NeutralProblem {
  const b = new Builder();
  const cells = b.many(n * n, 1, n * n);
  const total = (n * (n * n + 1)) / 2;
  const range = [...Array(n).keys()];
  b.different(cells);
  for (const i of range) {
    b.linear(sum(range.map((j) => cells[n * i + j])), total, total);
    b.linear(sum(range.map((j) => cells[n * j + i])), total, total);
  }
  b.linear(sum(range.map((i) => cells[n * i + i])), total, total);
  b.linear(sum(range.map((i) => cells[n * i + n - 1 - i])), total, total);
  return b.problem(`magic-square-${n}`, null, null);
}

function sendMoreMoney(): NeutralProblem {
  const b = new Builder();
  const letters = new Map([...'SENDMORY'].map((letter) => [letter, b.add('SM'.includes(letter) ? 1 : 0, 9)]));
  b.different([...letters.values()]);
  const word = (text: string, sign: number): Term[] =>
    [...text].map((letter, i) => [sign * 10 ** (text.length - 1 - i), letters.get(letter)!]);
  b.linear([...word('SEND', 1), ...word('MORE', 1), ...word('MONEY', -1)], 0, 0);
  return b.problem('send-more-money', null, null);
}

/** Two resources, so that no table of sums solves it. */
function knapsack(items: number, optimum: number): NeutralProblem {
  const random = new Random('knapsack');
  const b = new Builder();
  const chosen = b.many(items, 0, 1);
  const numbers = (): number[] => chosen.map(() => random.between(10, 99));
  for (const weights of [numbers(), numbers()]) {
    const half = Math.floor(weights.reduce((a, w) => a + w, 0) / 2);
    b.linear(
      weights.map((w, i) => [w, chosen[i]]),
      null,
      half,
    );
  }
  const terms = numbers().map((value, i): Term => [value, chosen[i]]);
  return b.problem(`knapsack-${items}`, { sense: 'max', terms }, optimum);
}

/** Marks on a ruler whose distances are all different; the shortest ruler. */
function golomb(marks: number, optimum: number): NeutralProblem {
  const b = new Builder();
  const longest = marks * marks;
  const at = [b.add(0, 0), ...b.many(marks - 1, 1, longest)];
  const distances: number[] = [];
  for (let j = 1; j < marks; j++) {
    for (let i = 0; i < j; i++) {
      const distance = b.add(1, longest);
      b.linear([...sum([at[j]]), ...sum([at[i], distance], -1)], 0, 0);
      distances.push(distance);
    }
  }
  b.different(distances);
  return b.problem(`golomb-${marks}`, { sense: 'min', terms: [[1, at[marks - 1]]] }, optimum);
}

/** Fisher and Thompson (1963): a line for each job, machine and duration for each operation. */
const FT06 = `
2 1 0 3 1 6 3 7 5 3 4 6
1 8 2 5 4 10 5 10 0 10 3 4
2 5 3 4 5 8 0 9 1 1 4 7
1 5 0 5 2 5 3 3 4 8 5 9
2 9 1 3 4 5 5 4 0 3 3 1
1 3 3 3 5 9 0 10 4 4 2 1
`;

function jobShop(name: string, text: string, horizon: number, optimum: number): NeutralProblem {
  const b = new Builder();
  const end = b.add(0, horizon);
  const tasks: Task[][] = [];
  for (const line of text.trim().split('\n')) {
    const numbers = line.split(' ').map(Number);
    let before: Task | null = null;
    for (let k = 0; k < numbers.length; k += 2) {
      const [machine, duration] = [numbers[k], numbers[k + 1]];
      const task: Task = { start: b.add(0, horizon - duration), duration, demand: 1 };
      if (before !== null) b.apart(task.start, before.start, before.duration);
      (tasks[machine] ??= []).push(task);
      before = task;
    }
    b.apart(end, before!.start, before!.duration);
  }
  for (const ofMachine of tasks) b.constraints.push({ kind: 'noOverlap', tasks: ofMachine });
  return b.problem(name, { sense: 'min', terms: [[1, end]] }, optimum);
}

/** Jobs with two resources; each one waits for some of the three before it. */
function project(jobs: number, horizon: number, optimum: number): NeutralProblem {
  const random = new Random('project');
  const b = new Builder();
  const end = b.add(0, horizon);
  const capacity = 8;
  const resources: Task[][] = [[], []];
  const starts: { start: number; duration: number }[] = [];
  for (let job = 0; job < jobs; job++) {
    const duration = random.between(1, 6);
    const start = b.add(0, horizon - duration);
    for (let before = Math.max(0, job - 3); before < job; before++) {
      if (random.chance(0.4)) b.apart(start, starts[before].start, starts[before].duration);
    }
    for (const tasks of resources) tasks.push({ start, duration, demand: random.between(1, 5) });
    b.apart(end, start, duration);
    starts.push({ start, duration });
  }
  for (const tasks of resources) b.constraints.push({ kind: 'cumulative', tasks, capacity });
  return b.problem(`project-${jobs}`, { sense: 'min', terms: [[1, end]] }, optimum);
}

/** Colours of a random graph; as few as possible. */
function colouring(vertices: number, most: number, optimum: number): NeutralProblem {
  const random = new Random('colouring');
  const b = new Builder();
  const last = b.add(0, most - 1);
  const colour = b.many(vertices, 0, most - 1);
  for (let v = 0; v < vertices; v++) {
    b.apart(last, colour[v], 0);
    for (let u = 0; u < v; u++) if (random.chance(0.4)) b.different([colour[u], colour[v]]);
  }
  return b.problem(`colouring-${vertices}`, { sense: 'min', terms: [[1, last]] }, optimum);
}

/** Items into as few bins as possible. */
function binPacking(items: number, bins: number, optimum: number): NeutralProblem {
  const random = new Random('bins');
  const b = new Builder();
  const used = b.many(bins, 0, 1);
  const weights = Array.from({ length: items }, () => random.between(20, 60));
  const inBin = weights.map(() => b.many(bins, 0, 1));
  for (const choices of inBin) b.linear(sum(choices), 1, 1);
  for (const [bin, isUsed] of used.entries()) {
    b.linear([...weights.map((w, i): Term => [w, inBin[i][bin]]), [-100, isUsed]], null, 0);
    if (bin > 0) b.apart(used[bin - 1], isUsed, 0);
  }
  return b.problem(`bins-${items}`, { sense: 'min', terms: sum(used) }, optimum);
}

/** Random 3-SAT with a hidden solution. */
function threeSat(variables: number): NeutralProblem {
  const random = new Random('3sat');
  const b = new Builder();
  b.many(variables, 0, 1);
  const hidden = b.variables.map(() => random.chance(0.5));
  while (b.constraints.length < Math.round(4.2 * variables)) {
    const order = [...Array(variables).keys()];
    random.shuffle(order);
    const literals = order.slice(0, 3).map((v) => (random.chance(0.5) ? v + 1 : -(v + 1)));
    if (literals.some((literal) => hidden[Math.abs(literal) - 1] === literal > 0))
      b.constraints.push({ kind: 'clause', literals });
  }
  return b.problem(`3sat-${variables}`, null, null);
}

/** Solved before the measurement, so that loading and warming up are not part of it. */
export function warmUp(): NeutralProblem {
  const b = new Builder();
  const [x, y] = b.many(2, 0, 3);
  b.linear([...sum([x]), ...sum([y], 2)], 3, null);
  return b.problem('warm-up', { sense: 'min', terms: sum([x, y]) }, 2);
}

/** In the order of the tables. */
export function tenProblems(): NeutralProblem[] {
  return [
    queens(12),
    magicSquare(4),
    sendMoreMoney(),
    golomb(7, 25),
    knapsack(30, 1192),
    binPacking(16, 8, 7),
    colouring(24, 8, 4),
    threeSat(150),
    jobShop('jobshop-ft06', FT06, 120, 55),
    project(20, 60, 44),
  ];
}
