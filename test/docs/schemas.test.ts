// The shipped schemas and the pages agree: JSON on a page whose format has a schema keeps it, and so do schedules of every kind.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { Folder, recomputeGraph } from '../cli/solve-support.ts';
import { schemaViolation } from '../support/json-schema.ts';
import { ROOT } from '../support/product-files.ts';

const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

/** By the format that a document names. */
const SCHEMAS: ReadonlyMap<string, object> = new Map(
  readdirSync(join(ROOT, 'schema')).map((file) => {
    const schema = JSON.parse(read('schema', file));
    return [schema.properties.format.const as string, schema] as const;
  }),
);

interface Example {
  readonly place: string;
  readonly format: string;
  readonly document: object;
}

/** Complete documents on the pages whose format has a schema. */
const EXAMPLES: readonly Example[] = readdirSync(join(ROOT, 'docs')).flatMap((page) => {
  if (!page.endsWith('.md')) return [];
  const text = read('docs', page);
  return [...text.matchAll(/^```(?:json|text)\n(\{[\s\S]*?^\})\n```$/gm)].flatMap((match) => {
    const document = JSON.parse(match[1]!);
    const place = `docs/${page}:${text.slice(0, match.index).split('\n').length}`;
    return SCHEMAS.has(document.format) ? [{ place, format: document.format, document }] : [];
  });
});

describe('the JSON on', () => {
  it.each(EXAMPLES.map((example) => [example.place, example] as const))('%s keeps its schema', (_, example) => {
    expect(schemaViolation(SCHEMAS.get(example.format), example.document)).toBeNull();
  });

  it('the pages has examples of schedules and graphs', () => {
    const formats = new Set(EXAMPLES.map(({ format }) => format));
    expect([...formats].sort()).toEqual(['moccasin-schedule/1', 'remat-graph/1']);
  });
});

describe('a schedule', () => {
  const schema = SCHEMAS.get('moccasin-schedule/1');
  const folder = new Folder();
  let file = '';
  beforeAll(() => {
    file = folder.graph('graph.json', recomputeGraph());
  });
  afterAll(() => folder.remove());

  it.each([
    ['optimal', ['--budget', '6']],
    ['infeasible', ['--budget', '2']],
    ['unknown', ['--budget', '6', '--time-limit', '0']],
    ['feasible', ['--objective', 'memory', '--order', 'free']],
  ])('that is %s keeps the schema: %j', async (status, options) => {
    const { stdout } = await runCli('solve', file, ...options, '--workers', '1', '--quiet');
    const document = JSON.parse(stdout);
    expect(document.status).toBe(status);
    expect(schemaViolation(schema, document)).toBeNull();
  });

  it('with anything left out, or of another kind, does not', async () => {
    const { stdout } = await runCli('solve', file, '--budget', '6', '--workers', '1', '--quiet');
    const document = JSON.parse(stdout);
    for (const field of Object.keys(document)) {
      const { [field]: _, ...rest } = document;
      expect(schemaViolation(schema, rest), field).not.toBeNull();
      expect(schemaViolation(schema, { ...document, [field]: true }), field).not.toBeNull();
    }
  });
});
