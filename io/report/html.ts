// Pieces of a page: tables that fold away and are cut into pages, legends, tiles. All texts given here are escaped here, except where `Html` says that something is markup.

import { escapeXml, shortenedMiddle } from '../charts/escape.ts';

/** Markup that is already escaped. */
export type Html = string & { readonly __html?: never };

/** Longer texts are cut; the whole one, within reason, is in the title. */
const LONGEST_TEXT = 90;
const LONGEST_TITLE = 200;
/** Rows that one fold of a table shows. */
const PAGE = 500;

/** A name of the graph: cut to a readable length. */
export function nameHtml(name: string, longest: number = LONGEST_TEXT): Html {
  if ([...name].length <= longest) return escapeXml(name);
  return `<span title="${escapeXml(shortenedMiddle(name, LONGEST_TITLE))}">${escapeXml(shortenedMiddle(name, longest))}</span>`;
}

export interface TableColumn<Row> {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly kind: 'text' | 'number';
  readonly cell: (row: Row) => Html;
}

/** A table, in pages that fold away where it is long. */
export function tableHtml<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): Html {
  if (rows.length <= PAGE) return plainTable(columns, rows);
  const pages: Html[] = [];
  for (let from = 0; from < rows.length; from += PAGE) {
    const page = rows.slice(from, from + PAGE);
    pages.push(
      `<details><summary>Rows ${from + 1} to ${from + page.length}</summary>${plainTable(columns, page)}</details>`,
    );
  }
  return pages.join('\n');
}

function plainTable<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): Html {
  const classOf = ({ kind }: TableColumn<Row>): string => (kind === 'number' ? ' class="n"' : '');
  const head = columns.map((column) => `<th scope="col"${classOf(column)}>${escapeXml(column.title)}</th>`).join('');
  const body = rows.map(
    (row) => `<tr>${columns.map((column) => `<td${classOf(column)}>${column.cell(row)}</td>`).join('')}</tr>`,
  );
  return `<div class="table" tabindex="0" role="group" aria-label="table"><table><thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

/** Writes something that opens when asked. Where a page can ask for its contents later, `body` need not be called at once. */
export type Fold = (summary: string, body: () => Html) => Html;

/** A fold with its contents in it. */
export const fullFold: Fold = (summary, body) =>
  `<details class="data"><summary>${escapeXml(summary)}</summary>\n${body()}\n</details>`;

/** Folds without contents, and the contents by their numbers (data-fold): tables make up most of a page, and are seldom looked at. */
export class LateFolds {
  private readonly bodies: (() => Html)[] = [];

  readonly fold: Fold = (summary, body) => {
    this.bodies.push(body);
    return `<details class="data" data-fold="${this.bodies.length - 1}"><summary>${escapeXml(summary)}</summary></details>`;
  };

  /** Nothing for a number that no fold has. */
  body(fold: number): Html {
    return this.bodies[fold]?.() ?? '';
  }
}

export type Swatch = 'after' | 'before' | 'budget' | 'best' | 'bound' | 'arena' | 'first' | 'again';

/** What the lines and areas of a chart mean. */
export function legendHtml(entries: readonly (readonly [swatch: Swatch, text: string])[]): Html {
  const items = entries.map(([swatch, text]) => `<li>${swatchSvg(swatch)}${escapeXml(text)}</li>`);
  return `<ul class="legend">${items.join('')}</ul>`;
}

function swatchSvg(swatch: Swatch): string {
  const line = `<path class="${swatch}" d="M0 6H22"/>`;
  const bar = `<g class="bar ${swatch}"><rect class="kept" width="22" height="12"/><rect class="computed" width="6" height="12"/></g>`;
  const area = swatch === 'after' ? '<rect class="after-area" y="6" width="22" height="6"/>' : '';
  const inner = swatch === 'first' || swatch === 'again' ? bar : area + line;
  return `<svg viewBox="0 0 22 12" aria-hidden="true">${inner}</svg>`;
}

/** A headline number: what it is, the number, what to compare it with. */
export function tileHtml(label: string, value: string, note: string): Html {
  return `<div class="tile"><dt>${escapeXml(label)}</dt><dd><strong>${escapeXml(value)}</strong><span>${escapeXml(note)}</span></dd></div>`;
}
