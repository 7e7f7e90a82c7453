// Reader of profiles: CSV with a header, a column `name` and one of `microseconds` (any number, rounded to nanoseconds) and `duration` (integers in the unit of the
// graph). Other columns are ignored; cells may be quoted. Several lines of one name are an error: average them.

import type { Profile } from '../formulation/network/profile.ts';
import { InputError, shortened } from './input-error.ts';

const MEND = 'give lines of name,microseconds (or name,duration) under a header that says so';

/** Parse the text of a profile; `file` is only for messages. Throws InputError. */
export function parseProfile(text: string, file: string): Profile {
  const fail = (line: number, problem: string, mend: string): never => {
    throw new InputError({ file, place: line === 0 ? '' : `line ${line}`, problem, mend });
  };
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map(cells);
  const header = (rows[0] ?? []).map((cell) => cell.toLowerCase());
  const nameAt = header.indexOf('name');
  const isTime = header.includes('microseconds');
  const valueAt = header.indexOf(isTime ? 'microseconds' : 'duration');
  if (nameAt < 0 || valueAt < 0) fail(1, 'the header has no columns name and microseconds (or duration)', MEND);
  const durations = new Map<string, number>();
  for (const [i, row] of rows.entries()) {
    if (i === 0 || (row.length === 1 && row[0] === '')) continue;
    const [name, cell] = [row[nameAt], row[valueAt]];
    if (name === undefined || cell === undefined) return fail(i + 1, 'has fewer cells than the header', MEND);
    const value = /^\d+(\.\d*)?(e[+-]?\d+)?$|^\.\d+$/i.test(cell) ? Number(cell) * (isTime ? 1000 : 1) : Number.NaN;
    const duration = isTime ? Math.max(1, Math.round(value)) : value;
    if (!Number.isSafeInteger(duration)) {
      const mend = isTime ? 'give a number of microseconds' : 'give an integer from 0 to 2^53-1';
      fail(i + 1, `"${shortened(cell)}" is no ${isTime ? 'time' : 'duration'}`, mend);
    }
    if (durations.has(name)) fail(i + 1, `"${shortened(name)}" is there twice`, 'give every node one line');
    durations.set(name, duration);
  }
  if (durations.size === 0) fail(0, 'the profile has no lines', MEND);
  return { durations, isTime };
}

/** The cells of a line, without quotes and surrounding blanks. */
function cells(line: string): string[] {
  const found = line.match(/(?:^|,)(?:\s*"(?:[^"]|"")*"\s*|[^,]*)/g) ?? [''];
  return found.map((part, i) => {
    const cell = (i === 0 && !part.startsWith(',') ? part : part.slice(1)).trim();
    return /^".*"$/s.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell;
  });
}
