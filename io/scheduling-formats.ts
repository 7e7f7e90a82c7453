// Which reader a scheduling instance is for: by the extension of its file where that says it, else by what is in it.

import type { JobShopInstance, ProjectInstance } from '../formulation/scheduling/instances.ts';
import { dataLines } from './number-reader.ts';
import { parseFjsplib } from './parse-fjsplib.ts';
import { parseJsplib } from './parse-jsplib.ts';
import { parsePatterson } from './parse-patterson.ts';
import { parseProgen } from './parse-progen.ts';
import { parsePsplib } from './parse-psplib.ts';
import { isTaillard, parseTaillard } from './parse-taillard.ts';

/** A project: PSPLIB .sm, ProGen/max .sch, Patterson .rcp; of any other name, by its content. Throws InputError. */
export function parseProject(text: string, file: string): ProjectInstance {
  const [, extension = ''] = /\.([^./\\]*)$/.exec(file.toLowerCase()) ?? [];
  if (extension === 'sm') return parsePsplib(text, file);
  if (extension === 'sch') return parseProgen(text, file);
  if (extension === 'rcp') return parsePatterson(text, file);
  if (text.includes('PRECEDENCE RELATIONS')) return parsePsplib(text, file);
  return text.includes('[') ? parseProgen(text, file) : parsePatterson(text, file);
}

/**
 * A job shop, flexible or not: in Taillard's layout if it has its headings or its shape, else by its first two lines: FJSPLIB has a third number in the first, or the second is a
 * whole job of it and not one that comes to every machine once, as the jobs of JSPLIB do. Throws InputError.
 */
export function parseJobShop(text: string, file: string): JobShopInstance {
  if (isTaillard(text)) return parseTaillard(text, file);
  const [head = [], row = []] = dataLines(text, '#');
  const [, machines = 0] = head;
  const isFlexible = head.length > 2 || (isFlexibleJob(row, machines) && !comesToAll(row, machines));
  return isFlexible ? parseFjsplib(text, file) : parseJsplib(text, file);
}

/** Whether the numbers are a job of JSPLIB that comes to every machine once. */
function comesToAll(row: readonly number[], machines: number): boolean {
  const visited = new Set(row.filter((machine, k) => k % 2 === 0 && machine >= 0 && machine < machines));
  return row.length === 2 * machines && visited.size === machines;
}

/** Whether the numbers are a whole job of FJSPLIB. */
function isFlexibleJob(row: readonly number[], machines: number): boolean {
  let at = 1;
  for (let k = 0; k < (row[0] ?? 0); k++) {
    const count = row[at] ?? 0;
    if (count < 1) return false;
    for (let i = 0; i < count; i++) {
      const machine = row[at + 1 + 2 * i] ?? 0;
      if (machine < 1 || machine > machines) return false;
    }
    at += 1 + 2 * count;
  }
  return at === row.length;
}
