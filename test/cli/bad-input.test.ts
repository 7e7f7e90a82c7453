// Bad input through the whole command line: exit code 2, exactly one line on stderr, no stack trace, nothing on stdout.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatSchedule } from '../../io/schedule-file.ts';
import { MAX_FILE_BYTES } from '../../io/text-file.ts';
import { checkmateGraph, type Json, type JsonObject, layeredGraph, sampleSchedule } from '../io/samples.ts';
import { type CliResult, runCli } from './run-cli.ts';

let folder = '';
const inFolder = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moccasin-test-'));
  writeFileSync(inFolder('schedule.json'), formatSchedule(sampleSchedule()));
  writeFileSync(inFolder('good.json'), JSON.stringify(checkmateGraph()));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function expectOneLine({ code, stdout, stderr }: CliResult, words: RegExp): void {
  expect(stderr).toMatch(/^moccasin: [^\n]+; [^\n]+\n$/); // what is wrong; how to mend it
  expect(stderr).toMatch(words);
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

type Change = (graph: ReturnType<typeof checkmateGraph>) => Json | undefined;
const changed = (change: Change): string => {
  const graph = checkmateGraph();
  return JSON.stringify(change(graph) ?? graph);
};
const setting = (field: string, value: Json) => changed((graph) => void (graph.nodes[1][field] = value));
const linking = (source: Json, target: Json) => changed((graph) => void graph.links.push({ source, target }));
const ordering = (order: Json) => JSON.stringify({ ...layeredGraph(), graph: { order } });

describe('graph files', () => {
  const texts: [what: string, text: string, words: RegExp][] = [
    ['an empty file', '', /the file is empty/],
    ['text that is not JSON', 'hello', /line 1, column 1: not JSON: unexpected "h"/],
    ['a wrong comma', '{\n  "nodes": [],\n}', /line 3, column 1: not JSON: unexpected "}"/],
    ['JSON cut off', '{"nodes": [', /line 1, column 12: not JSON: the text ends too early/],
    ['a bare NaN, as Python writes it', '{"nodes": [{"cost_ram": NaN}]}', /line 1, column 25: not JSON/],
    ['a list', '[]', /expected a JSON object, found a list/],
    ['a number', '3', /expected a JSON object, found 3/],
    ['an object of another shape', '{"a": 1}', /has no list "nodes"/],
    ['a schedule', '{"format": "moccasin-schedule/1"}', /"moccasin-schedule\/1" is not a node-link graph/],
    ['nodes that are no list', '{"nodes": {}, "links": []}', /nodes: expected a list, found an object/],
    ['no links', '{"nodes": []}', /neither a list "links" nor a list "edges"/],
    ['no nodes', '{"nodes": [], "links": []}', /nodes: the graph has no nodes/],
    ['a node that is no object', '{"nodes": [7], "links": []}', /nodes\[0\]: expected an object, found 7/],
    ['a link that is no object', changed((g) => ({ ...g, links: [[0, 1]] })), /links\[0\]: .* found a list/],
    ['an undirected graph', changed((g) => ({ ...g, directed: false })), /directed: the graph is undirected/],
    [
      'a node without id and name',
      changed((g) => ({ ...g, nodes: [{ cost_cpu: 1 }] })),
      /nodes\[0\]: expected an "id"/,
    ],
    ['an id that is an object', setting('id', {}), /nodes\[1\]: .* found an object/],
    ['a duplicate id', setting('id', 0), /nodes\[1\]: id 0 is already used by nodes\[0\]/],
    ['ids 0 and "0"', setting('id', '0'), /nodes\[1\]: id "0" is already used by nodes\[0\]/],
    ['a link to an unknown node', linking(0, 9), /links\[4\]: target 9 is not a node/],
    ['a link from an unknown node', linking('x', 0), /links\[4\]: source "x" is not a node/],
    ['a link without target', changed((g) => ({ ...g, links: [{ source: 0 }] })), /links\[0\]: .*"target".*nothing/],
    ['a self loop', linking(2, 2), /links\[4\]: node 2 reads its own output/],
    ['a cycle', linking(3, 1), /links: the links form a cycle: (1 -> 2 -> 3 -> 1|2 -> 3 -> 1 -> 2|3 -> 1 -> 2 -> 3);/],
    ['a negative size', setting('cost_ram', -5), /nodes\[1\] \(b\): "cost_ram" is negative: -5/],
    ['a negative duration', setting('cost_cpu', -1), /nodes\[1\] \(b\): "cost_cpu" is negative: -1/],
    ['a fractional size', setting('cost_ram', 1.5), /"cost_ram" is not an integer: 1.5/],
    ['a fractional duration', setting('cost_cpu', 0.1), /"cost_cpu" is not an integer: 0.1/],
    ['an unsafe size', setting('cost_ram', 2 ** 53), /"cost_ram" is too large: 9007199254740992/],
    ['an unsafe duration', setting('cost_cpu', 1e300), /"cost_cpu" is too large/],
    ['an infinite size', setting('cost_ram', 0).replace('"cost_ram":0', '"cost_ram":1e400'), /too large: Infinity/],
    ['a missing size', changed((g) => void delete g.nodes[1].cost_ram), /neither "cost_ram" nor "out_cost"/],
    ['a missing duration', changed((g) => void delete g.nodes[1].cost_cpu), /neither "cost_cpu" nor "duration"/],
    ['a size in quotes', setting('cost_ram', '5'), /"cost_ram" is "5", not a number/],
    ['a duration that is a list', setting('cost_cpu', [5]), /"cost_cpu" is a list, not a number/],
    ['an unknown mark', setting('recompute', 'never'), /nodes\[1\] \(b\): "recompute" is "never", not "forbid" or "al/],
    ['a mark that is no word', setting('recompute', false), /"recompute" is false, not "forbid" or "allow"; write/],
    ['an order that is no list', ordering('0123'), /graph.order: expected a list, found "0123"/],
    ['an order with an object', ordering([{}]), /graph.order\[0\]: expected a node id, found an object/],
    ['an order with an unknown node', ordering([0, 1, 2, 4]), /graph.order\[3\]: 4 is not a node/],
    ['an order with a repetition', ordering([0, 1, 1, 3]), /graph.order\[2\]: node 1 is listed twice/],
    ['an order with a gap', ordering([0, 1, 3]), /graph.order: node 2 is missing/],
    ['an order against a link', ordering([0, 2, 1, 3]), /not a topological order: node 2 reads node 1 but is listed/],
    ['a total size over 2^53-1', setting('cost_ram', 2 ** 53 - 6), /the total size .* exceeds 2\^53-1/],
    ['a total size times C over 2^53-1', setting('cost_ram', 2 ** 52), /total size .* times 2 computations exceeds/],
    ['a total duration times C over 2^53-1', setting('cost_cpu', 2 ** 52), /total duration .* times 2 computations/],
    ['a name that moves the cursor', setting('id', '\u001b[2J\r\n').replace('"cost_cpu":20', '"cost_cpu":-1'), /\\x1b/],
  ];
  it.each(texts)('%s', async (_, text, words) => {
    writeFileSync(inFolder('graph.json'), text);
    const result = await runCli('check', inFolder('graph.json'), inFolder('schedule.json'));
    expectOneLine(result, words);
    expect(result.stderr).toContain(`moccasin: ${inFolder('graph.json')}: `);
  });

  it('no such file', async () => {
    expectOneLine(await runCli('check', inFolder('none.json'), inFolder('schedule.json')), /none.json: no such file/);
  });

  it('a directory', async () => {
    mkdirSync(inFolder('inner'));
    expectOneLine(await runCli('check', inFolder('inner'), inFolder('schedule.json')), /inner: is a directory/);
  });

  it('a huge file', async () => {
    writeFileSync(inFolder('huge.json'), '');
    truncateSync(inFolder('huge.json'), MAX_FILE_BYTES + 1);
    expectOneLine(
      await runCli('check', inFolder('huge.json'), inFolder('schedule.json')),
      /over the limit of 268435456/,
    );
  });
});

describe('schedule files', () => {
  it.each([
    ['another format', { ...sampleSchedule(), format: 'x' }, /format: expected "moccasin-schedule\/1", found "x"/],
    ['a wrong type', { ...sampleSchedule(), peak: '6' } as unknown as JsonObject, /peak: expected an integer/],
    ['a missing list', { ...sampleSchedule(), frees: undefined }, /frees: expected a list, found nothing/],
  ])('%s', async (_, schedule, words) => {
    writeFileSync(inFolder('wrong.json'), JSON.stringify(schedule));
    expectOneLine(await runCli('check', inFolder('good.json'), inFolder('wrong.json')), words);
  });

  it('not JSON', async () => {
    writeFileSync(inFolder('wrong.json'), '{"format"');
    expectOneLine(
      await runCli('check', inFolder('good.json'), inFolder('wrong.json')),
      /wrong.json: line 1, column 10/,
    );
  });
});

describe('budgets', () => {
  it.each(['0', '-1', '-0.5', '0.0', '1e-400', 'abc', 'NaN', 'Infinity', '1e400', '', ' ', '1.5', '120%', '-3%', '0%'])(
    '%j',
    async (budget) => {
      const files = [inFolder('good.json'), inFolder('schedule.json')];
      expectOneLine(await runCli('check', ...files, '--budget', budget), /--budget: ".*" is/);
      expectOneLine(await runCli('check', ...files, `--budget=${budget}`), /--budget: ".*" is/);
    },
  );

  it.each(['5XB', '5 giga', '0x10', '1,5', '1e', '.', '--5', '9007199254740993', '1e9TiB', '0.1B', '5%%'])(
    '%j',
    async (budget) => {
      const files = [inFolder('good.json'), inFolder('schedule.json')];
      expectOneLine(await runCli('check', ...files, `--budget=${budget}`), /--budget: ".*" (is|has)/);
    },
  );
});

describe('usage', () => {
  it.each([
    [[], /no command/],
    [['chekc'], /unknown command "chekc"; did you mean check\?/],
    [['--hepl'], /unknown option "--hepl"; did you mean --help\?/],
    [['frobnicate'], /unknown command "frobnicate"; see moccasin --help/],
    [['check'], /GRAPH is missing; usage: moccasin check GRAPH SCHEDULE/],
    [['check', 'a'], /SCHEDULE is missing/],
    [['check', 'a', 'b', 'c'], /unexpected argument "c"/],
    [['check', 'a', 'b', '--bugdet', '3'], /unknown option --bugdet; did you mean --budget\?/],
    [['check', 'a', 'b', '--xyz'], /unknown option --xyz; see moccasin check --help/],
    [['check', 'a', 'b', '-x'], /unknown option -x/],
    [['check', 'a', 'b', '--budget'], /--budget: needs a value/],
    [['check', 'a', 'b', '--budget', '--keep-outputs'], /--budget: needs a value/],
    [['check', 'a', 'b', '--keep-outputs=3'], /--keep-outputs: takes no value/],
    [['check', 'a', 'b', '--help=3'], /--help: takes no value/],
    [['zoo', 'resnet05', '--batch', '1'], /unknown network "resnet05"; did you mean resnet50\?/],
    [['zoo', 'nothing'], /unknown network "nothing"; moccasin zoo --list prints their names/],
    [['zoo'], /NETWORK is missing; moccasin zoo --list prints their names/],
    [['zoo', 'vgg16', '--list'], /--list: prints all networks; leave out vgg16/],
    [['zoo', '--list', '--batch', '2'], /--batch: does not apply to --list/],
    [['zoo', 'vgg16', '--batch', '0'], /--batch: 0 is out of range; give an integer, at least 1/],
    [['zoo', 'vgg16', '--batch', '-4'], /--batch: -4 is out of range/],
    [['zoo', 'vgg16', '--batch', '1.5'], /--batch: 1.5 is not an integer/],
    [['zoo', 'vgg16', '--batch', 'many'], /--batch: "many" is not a number/],
    [['zoo', 'vgg16', '--batch', ''], /--batch: "" is not a number/],
    [['zoo', 'vgg16', '--batch', '1e400'], /--batch: 1e400 is out of range/],
    [['zoo', 'vgg16', '--batch', '1000000000'], /--batch: 1000000000 makes sizes or durations exceed/],
    [['zoo', 'vgg16', '--batch', '9007199254740991'], /--batch: 9007199254740991 makes sizes/],
    [['zoo', 'vgg16', '--image', '8'], /--image: 8 is too small for vgg16; give more pixels/],
    [['zoo', 'vgg16', '--image', '2x'], /--image: "2x" is not a size; give pixels/],
    [['zoo', 'vgg16', '--layers', '3'], /--layers: does not apply to vgg16/],
    [['zoo', 'gpt', '--image', '224'], /--image: does not apply to gpt/],
    [['zoo', 'gpt', '--heads', '7'], /--heads: 7 do not divide the width 768/],
    [['zoo', 'rlg', '--batch', '2'], /--batch: does not apply to rlg/],
    [['zoo', 'rlg', '--forward'], /--forward: does not apply to rlg/],
    [['zoo', 'rlg', '--loss', 'cross-entropy'], /--loss: does not apply to rlg/],
    [['zoo', 'rlg', '--counting', 'tensors'], /--counting: does not apply to rlg/],
    [['zoo', 'rlg', '--dtype', 'fp16'], /--dtype: does not apply to rlg/],
    [['zoo', 'vgg16', '--forward', '--loss', 'none'], /--loss: does not apply to --forward/],
    [['zoo', 'vgg16', '--forward', '--statistics', 'split'], /--statistics: does not apply to --forward/],
    [['zoo', 'vgg16', '--counting', 'checkmate', '--statistics', 'joined'], /--statistics: .* --counting checkmate/],
    [
      ['solve', 'g.json', '--budget', '1', '--strategies', 'local-search', '--set', 'variableDecay=0.9'],
      /--set: .* use no model/,
    ],
    [
      ['solve', 'g.json', '--budget', '1', '--strategies', 'annealing,relaxation', '--precedence', 'cover'],
      /--precedence: /,
    ],
    [['solve', 'g.json', '--budget', '1', '--strategies', 'least-peak', '--explanation', 'naive'], /--explanation: /],
    [['solve', 'g.json', '--budget', '1', '--events', '-'], /--events: cannot be the standard output; name a file/],
    [['sat', 'f.cnf', '--events', '-'], /--events: cannot be the standard output; name a file/],
    [['sweep', 'g.json', '--resume', '-'], /--resume: cannot be the standard output; name a file/],
    [['plan', 'g.json', 's.json', '--seed', '2', '--effort', '0'], /--seed: does not apply to --effort 0/],
    [['plan', 'g.json', 's.json', '--device', 'a100'], /--device: does not apply to a plan without --trace/],
    [['plan', 'g.json', 's.json', '--profile', 'p.csv'], /--profile: does not apply to a plan without --trace/],
    [['rewrite', 'm.onnx', 's.json', '--device', 'a100'], /unknown option --device/],
    [
      ['sat', 'f.cnf', '--no-presolve', '--set', 'cpModelPresolve=true'],
      /--no-presolve: contradicts --set cpModelPresolve/,
    ],
    [['zoo', 'vgg16', '--seed', '1'], /--seed: does not apply to vgg16/],
    [['zoo', 'gpt2', '--classes', '10'], /--classes: does not apply to gpt2/],
    [['zoo', 'llama2_7b', '--width', '64'], /--width: does not apply to llama2-7b/],
    [['zoo', 'vgg16', '--classes', '1'], /--classes: 1 is out of range/],
    [['zoo', 'vgg16', '--dtype', 'int8'], /--dtype: "int8" is not a choice; give one of fp32, fp16, bf16/],
    [
      ['zoo', 'ViT_B_16', '--image', '225'],
      /--image: 225 is not made of the patches of vit-b-16; give multiples of 16/,
    ],
    [['zoo', 'vgg16', '--device', 'a10O'], /--device: unknown device "a10O"; did you mean a10/],
    [['zoo', '\u001b[2J\n'], /unknown network "\\x1b\[2J\\x0a"/],
  ] as [string[], RegExp][])('%j', async (argv, words) => {
    expectOneLine(await runCli(...argv), words);
  });
});

describe('output paths', () => {
  it('are refused before the work, and nothing is left behind', async () => {
    mkdirSync(inFolder('outputs'));
    for (const [path, words] of [
      [inFolder('none/out.json'), /no such file or folder/],
      [inFolder('outputs'), /is a directory/],
      [inFolder('good.json/out.json'), /no such file|not a folder/],
      ['', /not the name of a file/],
    ] as const) {
      expectOneLine(await runCli('zoo', 'vgg16', `--output=${path}`), words);
    }
    expect(readdirSync(inFolder('outputs'))).toEqual([]);
  });
});
