// Everything between the header and the footer of a report, in its order; the page (web/) shows the same while a search is running. Browser-safe.

import { tilesHtml } from './headline.ts';
import type { Html } from './html.ts';
import { recomputationSection } from './recomputation-section.ts';
import type { ReportData } from './report-data.ts';
import { searchSection, sweepSection } from './search-section.ts';
import { sequenceSection } from './sequence-section.ts';

export function sectionsHtml(data: ReportData): Html {
  const { solve, sweep } = data;
  const schedule = solve?.schedule ?? null;
  return [
    ...(solve === undefined ? [] : [tilesHtml(data, solve)]),
    ...(sweep === undefined ? [] : [sweepSection(data, sweep)]),
    sequenceSection(data),
    ...(schedule === null ? [] : [recomputationSection(data, schedule)]),
    ...(solve === undefined ? [] : [searchSection(data, solve)]),
  ].join('\n');
}
