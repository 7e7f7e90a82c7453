// Everything between the header and the footer of a report, in its order; the page (web/) shows the same while a search is running. Browser-safe.

import { tilesHtml } from './headline.ts';
import { type Fold, fullFold, type Html } from './html.ts';
import { recomputationSection } from './recomputation-section.ts';
import type { ReportData } from './report-data.ts';
import { searchSection, sweepSection } from './search-section.ts';
import { sequenceSection } from './sequence-section.ts';

/** `fold` writes the folded tables. */
export function sectionsHtml(data: ReportData, fold: Fold = fullFold): Html {
  const { solve, sweep } = data;
  const schedule = solve?.schedule ?? null;
  return [
    ...(solve === undefined ? [] : [tilesHtml(data, solve)]),
    ...(sweep === undefined ? [] : [sweepSection(data, sweep)]),
    sequenceSection(data, fold),
    ...(schedule === null ? [] : [recomputationSection(data, schedule, fold)]),
    ...(solve === undefined ? [] : [searchSection(data, solve, fold)]),
  ].join('\n');
}
