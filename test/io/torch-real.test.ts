// Real torch against what is written for it. A graph that the exporter wrote is recorded, so that its reading is tested without torch; with a Python that has torch (MOCCASIN_PYTHON), the
// exporter, the replay, a training step and torch.compile are run.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rematToComputeGraph } from '../../formulation/network/network-graph.ts';
import type { RematGraph } from '../../formulation/network/remat-graph.ts';
import { type Simulation, simulate } from '../../formulation/schedule.ts';
import { parseRematGraph } from '../../io/remat-graph.ts';
import { replayPlan } from '../../io/torch-replay.ts';
import { ROOT } from '../support/product-files.ts';

const PYTHON = process.env['MOCCASIN_PYTHON'] ?? 'python3';
const NEEDED = 'from torch._functorch.aot_autograd import aot_export_joint_with_descriptors';
const hasTorch = spawnSync(PYTHON, ['-c', NEEDED]).status === 0;
const EXAMPLES = join(ROOT, 'examples/torch');
const COMMAND = [process.execPath, '--import', import.meta.resolve('tsx'), join(ROOT, 'cli/main.ts')];

const read = (file: string): RematGraph => parseRematGraph(readFileSync(file, 'utf8'), file);
const recorded = read(join(import.meta.dirname, 'torch-mixed.json'));
const ofKind = (graph: RematGraph, kind: string): number => graph.nodes.filter((node) => node.kind === kind).length;

describe('a graph that torch exported', () => {
  it('has views that share storage, weights by role and results by what they are', () => {
    expect(recorded.nodes.filter(({ random }) => random).map(({ op }) => op)).toEqual(['aten.native_dropout.default']);
    const roles = recorded.nodes.flatMap(({ role }) => role ?? []);
    // a weight with two names is there twice, and has two gradients
    expect(roles.filter((role) => role === 'param')).toHaveLength(10);
    expect(recorded.outputRoles.filter((role) => role === 'grad')).toHaveLength(10);
    expect(recorded.outputRoles.filter((role) => role === 'loss')).toHaveLength(1);
    // running mean, running variance, batches, and the buffer that the module changes
    expect(recorded.outputRoles.filter((role) => role === 'mutation')).toHaveLength(4);
    const pooled = recorded.nodes.find(({ op }) => op.startsWith('aten.max_pool2d_with_indices.'))!;
    const parts = recorded.nodes.filter(({ aliasOf }) => aliasOf === pooled.id && aliasOf !== undefined);
    const whole = parts.filter(({ op }) => op === '<built-in function getitem>');
    // [2, 8, 4, 4] floats and as many 64-bit indices
    expect(whole.map(({ tensorBytes }) => tensorBytes)).toEqual([1024, 2048]);
    expect(pooled.size).toBe(3072);
  });

  it('counts the gradients of a grouped convolution once each', () => {
    const flops = (op: string): number[] => recorded.nodes.filter((node) => node.op === op).map((node) => node.flops);
    const [first, grouped] = flops('aten.convolution.default');
    // two multiply-adds for each of 2 x 8 x 8 x 8 outputs and 3 x 9 or 2 x 9 weights
    expect([first, grouped]).toEqual([2 * 1024 * 27, 2 * 1024 * 18]);
    // images need no gradient
    expect(flops('aten.convolution_backward.default')).toEqual([2 * grouped!, first]);
  });

  it('is replayed in the plain order with the memory of the schedule and of the results', () => {
    const compute = rematToComputeGraph(recorded);
    const order = Array.from({ length: compute.n }, (_, v) => v);
    const { frees, peak } = simulate(compute, order, {}) as Simulation;
    const plan = replayPlan(recorded, {
      order: order.map((v) => compute.ids[v]),
      frees: frees.map((nodes) => nodes.map((v) => compute.ids[v])),
    });
    // torch needs 28368: a mask counts twice while the output of its dropout is there, too
    expect([peak, plan.peak]).toEqual([26752, 29392]);
    expect(plan.operations.filter(([operation]) => operation === 'compute').length).toBeGreaterThan(compute.n);
  });
});

interface Truth {
  readonly plainPeak: number;
  readonly replays: readonly Readonly<
    Record<'peak' | 'promised' | 'scheduled' | 'recomputed', number> & { same: boolean }
  >[];
  readonly step: boolean;
  readonly asked: readonly (readonly [candidates: number, saved: number, recomputed: number])[];
  readonly far: number;
}

describe.skipIf(!hasTorch)('with torch', { timeout: 300_000 }, () => {
  let folder = '';
  const python = (...argv: string[]): string =>
    execFileSync(PYTHON, argv, {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        MOCCASIN: COMMAND.join(' '),
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONPATH: EXAMPLES,
        TORCHINDUCTOR_FORCE_DISABLE_CACHES: '1',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moccasin-test-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('replays and compiles to the same results in the memory that is promised', () => {
    const script = join(import.meta.dirname, '../support/torch_truth.py');
    const { plainPeak, replays, step, asked, far } = JSON.parse(python(script, EXAMPLES, folder, ...COMMAND)) as Truth;
    for (const { same, peak, promised, scheduled } of replays) {
      expect(same).toBe(true);
      expect(peak).toBeLessThanOrEqual(promised);
      expect(scheduled).toBeLessThanOrEqual(promised);
    }
    expect(replays.map(({ recomputed }) => recomputed > 0)).toEqual([false, true, true]);
    expect(replays[2]!.peak).toBeLessThan(plainPeak);
    expect(step).toBe(true);
    expect(asked).toHaveLength(1);
    const [candidates, saved, recomputed] = asked[0]!;
    expect(recomputed).toBeGreaterThan(0);
    expect(saved + recomputed).toBe(candidates);
    expect(far).toBeLessThan(1e-5);
    const exported = read(join(folder, 'graph.json'));
    for (const kind of ['compute', 'alias', 'parameter', 'input']) {
      expect(ofKind(exported, kind)).toBe(ofKind(recorded, kind));
    }
  });

  it('trains as plainly in less memory', () => {
    const lines = python(join(EXAMPLES, 'train.py'));
    expect(lines).toMatch(/weights and buffers after training are equal: True/);
    const [plain, scheduled, promised] = /peak (\d+) .*, (\d+) by .* promises (\d+)/.exec(lines)!.slice(1).map(Number);
    expect(scheduled).toBeLessThanOrEqual(promised!);
    expect(scheduled).toBeLessThan(0.8 * plain!);
  });

  it('does what docs/torch.md shows, from top to bottom', () => {
    const page = readFileSync(join(ROOT, 'docs/torch.md'), 'utf8');
    const snippets = [...page.matchAll(/^```(sh|python)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
      language,
      text: text!,
    }));
    expect(snippets.length).toBeGreaterThan(5);
    const call = `import os, subprocess\ndef moccasin(line): subprocess.run([*os.environ["MOCCASIN"].split(), *line.split()[1:], "--quiet"], check=True)`;
    const lines = snippets.slice(1).flatMap(({ language, text }) =>
      language === 'python'
        ? [
            text
              .replace(
                'Moccasin("--budget"',
                'Moccasin(command=os.environ["MOCCASIN"].split(), *("--quiet", "--budget"',
              )
              .replace('"10")', '"10"))')
              .replace('dynamic=False', 'dynamic=False, backend="aot_eager_decomp_partition"'),
          ]
        : text
            .trim()
            .split('\n')
            .map((line) => `moccasin(${JSON.stringify(line)})`),
    );
    const printed = python('-c', [call, 'import sys; sys.path.insert(0, "")', ...lines].join('\n'));
    const [peak, promised] = printed.trim().split(' ').map(Number);
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThanOrEqual(promised!);
  });
});
