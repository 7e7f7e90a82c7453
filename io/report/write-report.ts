// The report of a command (report-page.ts), with the hashes of its parts.

import { contentHash } from './content-hash.ts';
import type { ReportData } from './report-data.ts';
import { type ReportHashes, reportPage } from './report-page.ts';
import { REPORT_SCRIPT } from './script.ts';
import { REPORT_STYLE } from './style.ts';

/** Of what every report has in it. */
export function reportHashes(): ReportHashes {
  return { style: contentHash(REPORT_STYLE), script: contentHash(REPORT_SCRIPT) };
}

/** The text of the file. The same data gives the same text. */
export function writeReport(data: ReportData): string {
  return reportPage(data, reportHashes());
}
