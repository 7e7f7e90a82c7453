// The suite propagators: one family of instances, each solved with several sets of options, for whoever compares propagation and search. A row is one instance with one
// variant; tables count what each variant closes, and a cactus plot shows in what time.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cactusPlot } from './cactus.ts';
import { ROOT } from './child.ts';
import { measureInstance, settingsOf } from './instance-measure.ts';
import { type InstanceRow, instanceRows } from './instance-rows.ts';
import { INSTANCE_SECTIONS } from './instance-sections.ts';
import { readCollection } from './instances.ts';
import { type BenchOptions, UsageError } from './options.ts';
import type { ResultRow } from './results.ts';
import type { RowSuite } from './suite.ts';
import { variantTables } from './variant-tables.ts';
import { FAMILIES, FAMILY_SECTIONS, type Family, type Variant, variantsOf } from './variants.ts';

/** One core and little time: what is compared is how far the same work leads. */
const LIMIT = 10;
const WORKERS = 1;

export interface VariantRow extends InstanceRow {
  readonly variant: Variant;
}

type PropagatorOptions = Pick<
  BenchOptions,
  'instances' | 'rows' | 'seeds' | 'limit' | 'workers' | 'family' | 'variants' | 'strategies' | 'plots'
>;

/** Throws UsageError. */
export function propagatorSuite(options: PropagatorOptions, log: (line: string) => void): RowSuite<VariantRow> {
  const family = familyOf(options.family ?? 'rcpsp');
  const variants = variantsOf(family, options.variants, options.strategies);
  const { section } = FAMILY_SECTIONS[family];
  const from = INSTANCE_SECTIONS.filter(({ name }) => name === section);
  const request = { rows: options.rows, limit: options.limit ?? LIMIT, workers: options.workers ?? WORKERS };
  const instances = instanceRows(from, readCollection(options.instances), request);
  const folder = options.plots === null ? join(ROOT, 'bench/results/tmp') : resolve(options.plots);
  mkdirSync(folder, { recursive: true });
  return {
    name: 'propagators',
    // all variants of an instance after each other, so that whatever else the machine does is spread over them
    rows: instances.flatMap((row) =>
      variants.map((variant) => {
        const workers = variant.words.includes('--strategies') ? 1 : row.workers;
        return { ...row, workers, section: family, name: `${row.name} [${variant.name}]`, variant };
      }),
    ),
    sections: [family],
    task: (row) => ({
      row,
      settings: { ...settingsOf(row), variant: row.variant.name, words: row.variant.words.join(' ') },
      seeds: options.seeds ?? [1],
    }),
    measure: (task, context) => measureInstance(task, task.row.name, task.row.variant.words, context),
    title: () => `${family}: ${from[0].title}`,
    tables: (_, results, markdown) => {
      const limit = request.limit;
      const file = join(folder, `cactus-${family}.svg`);
      writeFileSync(
        file,
        cactusPlot(`${from[0].title}, ${limit} s`, curvesOf(variants, results), limit, instances.length),
      );
      log(`cactus plot: ${file}`);
      return variantTables(variants, results, limit, markdown);
    },
    summary: () => [],
  };
}

function familyOf(word: string): Family {
  const family = FAMILIES.find((name) => name === word);
  if (family === undefined) throw new UsageError(`--family: no family "${word}"; there are ${FAMILIES.join(', ')}`);
  return family;
}

/** Seconds of the closed rows, per variant. */
function curvesOf(variants: readonly Variant[], rows: readonly ResultRow[]): { name: string; seconds: number[] }[] {
  return variants.map(({ name }) => ({
    name,
    seconds: rows
      .filter(({ settings, measures }) => settings.variant === name && measures.closed === 1)
      .map(({ measures }) => measures.seconds!),
  }));
}
