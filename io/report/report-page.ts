// A report: one HTML file that needs nothing else, no network, no font, no library, and says so in its content policy: nothing may be loaded, and only the style sheet and the
// script with the hashes named there are used. There are no style attributes, no event attributes, no links to elsewhere; all texts of the input are escaped.
//
// Everything is there without script: charts are SVG, zooming is a choice of widths by CSS, hovering shows titles, tables unfold. The script (script.ts) makes it quicker.
//
// Browser-safe: who calls this brings the hashes (content-hash.ts works them out on Node; the page in web/ has them from its build, as a page from a plain server may not hash).

import { escapeXml, shortenedMiddle } from '../charts/escape.ts';
import { headerHtml, titleOf } from './headline.ts';
import type { ReportData } from './report-data.ts';
import { REPORT_SCRIPT } from './script.ts';
import { sectionsHtml } from './sections.ts';
import { REPORT_STYLE } from './style.ts';

const LONGEST_TITLE = 100;

/** Hashes as a content policy names them, sha256-BASE64, of REPORT_STYLE and REPORT_SCRIPT. */
export interface ReportHashes {
  readonly style: string;
  readonly script: string;
}

/** The text of the file. The same data gives the same text. */
export function reportPage(data: ReportData, { style, script }: ReportHashes): string {
  const { graph, version, command } = data;
  const title = escapeXml(shortenedMiddle(titleOf(graph.name), LONGEST_TITLE));
  const policy = [
    "default-src 'none'",
    `style-src '${style}'`,
    `script-src '${script}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${title}: moccasin ${escapeXml(command)}</title>`,
    `<style>${REPORT_STYLE}</style>`,
    '</head>',
    '<body>',
    headerHtml(data),
    `<main>${sectionsHtml(data)}</main>`,
    `<footer>Made by moccasin ${escapeXml(version)}, ${escapeXml(command)}. Memory at a step: all tensors that are in memory while it runs.</footer>`,
    `<script>${REPORT_SCRIPT}</script>`,
    '</body>',
    '</html>\n',
  ].join('\n');
}
