// Rows of the suites scheduling, minizinc and sat, and of propagators: instances of the collection as they are asked for.

import { basename, extname, join } from 'node:path';
import type { InstanceSection } from './instance-sections.ts';
import type { Collection, Instance } from './instances.ts';
import { UsageError } from './options.ts';
import { matchesAny } from './words.ts';

export interface InstanceRow {
  readonly section: string;
  /** Section and instance: "j60 j601_1"; where instances of several sets share names, with the set: "rcpsp-max j10/PSP1". */
  readonly name: string;
  /** The instance alone, as the tables call it. */
  readonly short: string;
  readonly instance: Instance;
  /** In full. */
  readonly file: string;
  readonly from: InstanceSection;
  /** How many rows the section has when all are asked for. */
  readonly of: number;
  readonly limit: number;
  readonly workers: number;
}

export interface RowRequest {
  /** Words that pick rows; null for all. */
  readonly rows: readonly string[] | null;
  readonly limit: number | null;
  readonly workers: number | null;
}

/** The rows of the sections that the words name: an instance ("la19"), a set ("orb"), a family of names ("j60*"). Throws UsageError for a word that names none. */
export function instanceRows(
  sections: readonly InstanceSection[],
  collection: Collection,
  request: RowRequest,
): InstanceRow[] {
  const all = sections.flatMap((section) => rowsOf(section, collection));
  const { rows: words, limit, workers } = request;
  const texts = (row: InstanceRow): string[] => [row.short, row.instance.set, basename(row.short)];
  const stray = words?.find((word) => !all.some((row) => matchesAny(texts(row), word)));
  if (stray !== undefined) {
    const [first] = all;
    const example = first === undefined ? 'there are none' : `like ${first.short}, or the set ${first.instance.set}`;
    throw new UsageError(`--rows: no row "${stray}"; ${example}`);
  }
  const rows = all.filter((row) => words === null || words.some((word) => matchesAny(texts(row), word)));
  if (rows.length === 0) throw new UsageError('nothing to run: the collection has no instance of these sections');
  return rows.map((row) => ({ ...row, limit: limit ?? row.limit, workers: workers ?? row.workers }));
}

/** The rows of a section. Where two sets have files of one name, the names tell the set. */
function rowsOf(from: InstanceSection, { folder, instances }: Collection): InstanceRow[] {
  const { name: section, limit, workers } = from;
  const found = from.pick(instances).map((instance) => {
    const path = from.command === 'fzn' ? (instance.native_fzn ?? instance.file) : instance.file;
    return { instance, path, stem: basename(path, extname(path)).replace(/\.(native|std)$/, '') };
  });
  const isShared = new Set(found.map(({ stem }) => stem)).size < found.length;
  return found.map(({ instance, path, stem }) => {
    const short = isShared ? `${instance.set}/${stem}` : stem;
    const name = `${section} ${short}`;
    return { section, name, short, instance, file: join(folder, path), from, of: found.length, limit, workers };
  });
}
