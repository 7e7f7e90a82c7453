// The report as text: one file that reaches nothing, with the hashes of what it runs, of bounded size, whatever the graph is called and however large it is.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReportData, ReportSolve } from '../../io/report/report-data.ts';
import { writeReport } from '../../io/report/write-report.ts';
import { Random } from '../../solver/random.ts';

/** A chain forward and backward of `n` nodes, of which every tenth is computed again. Numbers need not be those of a real replay. */
function sample(n: number, name: (v: number) => string): ReportData {
  const random = new Random(`report ${n}`);
  const draw = (length: number): number[] => Array.from({ length }, () => random.between(1, 2 ** 30));
  const sequence = Array.from({ length: n }, (_, v) => (v % 10 === 9 ? [v, v - 9] : [v])).flat();
  const baseline = { peak: 2 ** 30, duration: 1e9, timeline: draw(n) };
  const steps = sequence.length;
  return {
    version: '1.2.3',
    command: 'solve',
    graph: {
      name: name(0),
      names: Array.from({ length: n }, (_, v) => name(v)),
      sizes: draw(n),
      durations: draw(n),
      backward: new Uint8Array(n),
      links: n,
    },
    units: { size: 'bytes', duration: 'nanoseconds' },
    ...{
      order: 'input',
      maxComputations: 2,
      keepOutputs: false,
      timeLimit: 60,
      deterministic: false,
      seed: 1,
      workers: 2,
    },
    baseline,
    solve: {
      ...{ status: 'feasible', objective: 'duration', budget: 2 ** 29, lowerBound: 1e9, gapPercent: 1 },
      ...{ stopReason: 'time limit', seconds: 60, reason: null },
      incumbents: Array.from({ length: 500 }, (_, k) => ({ seconds: k / 10, value: 2e9 - k, worker: name(k) })),
      bounds: [{ seconds: 0, value: 1e9, worker: 'structure' }],
      schedule: {
        ...{ peak: 2 ** 29, duration: 1.1e9, overheadPercent: 10, timeline: draw(steps), sequence },
        lastSteps: sequence.map((_, j) => Math.min(steps - 1, j + random.below(50))),
      },
    },
  };
}

describe('a report', () => {
  const hostile = '</script></style></title><img src=x onerror="alert(1)">\'\u0000\ud800\u202e';
  const html = writeReport(sample(60, (v) => `${hostile}${v}`));

  it('lets nothing of the graph become markup', () => {
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html).not.toMatch(/<img|[\p{Cs}\u202e]|(?!\n)\p{Cc}/u);
    expect(html).not.toMatch(/\s(style|on\w+)="/);
    expect(html).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it('is in balance: every element is closed, every id is there once', () => {
    const open: string[] = [];
    const body = html.slice(html.indexOf('<body>'), html.indexOf('</html>')).replace(/<script>[\s\S]*<\/script>/, '');
    for (const [tag, slash, name, , selfClosed] of body.matchAll(
      /<(\/?)([a-zA-Z][\w-]*)((?:[^<>"]|"[^"]*")*?)(\/?)>/g,
    )) {
      if (['input'].includes(name!) || selfClosed === '/') continue;
      if (slash === '/') expect(open.pop(), tag).toBe(name);
      else open.push(name!);
    }
    expect(open).toEqual([]);
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names the hashes of its style sheet and its script, and allows nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const style = /<style>([\s\S]*)<\/style>/.exec(html)![1]!;
    const script = /<script>([\s\S]*)<\/script>/.exec(html)![1]!;
    const wanted = ["default-src 'none'", `style-src ${hash(style)}`, `script-src ${hash(script)}`];
    expect(policy.split('; ')).toEqual([...wanted, "base-uri 'none'", "form-action 'none'"]);
    expect(html).not.toMatch(/https?:|url\(|@import|src=(?!x)/);
  });

  it('has bytes and times in units', () => {
    expect(html).toContain('<strong>512\u00a0MiB</strong>');
    expect(html).toContain('1\u00a0s becomes 1.100\u00a0s');
  });

  it('stays small for 100 000 steps, with long names', () => {
    const large = writeReport(sample(100_000, (v) => `${'layer/'.repeat(100)}${v}`));
    expect(large.length).toBeLessThan(5e6);
    expect(large).toContain('110\u202f000 steps');
  }, 30_000);

  it('says so when there is nothing to show', () => {
    const data = sample(3, (v) => `n${v}`);
    const solve: ReportSolve = {
      ...data.solve!,
      ...{ status: 'infeasible', schedule: null, incumbents: [], bounds: [], lowerBound: null, gapPercent: null },
      reason: 'node "n1" needs more <memory>',
    };
    const none = writeReport({ ...data, graph: { ...data.graph, name: '' }, solve });
    expect(none).toContain('proven infeasible');
    expect(none).toContain('unnamed graph');
    expect(none).toContain('node &quot;n1&quot; needs more &lt;memory&gt;');
    expect(none).not.toMatch(/NaN|Infinity|undefined/);
  });
});
