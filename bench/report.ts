// Tables of results, for a terminal or as markdown, and the formats of the numbers in them.

export interface Column<T> {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly right?: true;
  text(row: T): string;
}

/** The rows as an aligned table, or as a markdown table; ends in a newline. */
export function formatTable<T>(columns: readonly Column<T>[], rows: readonly T[], markdown: boolean): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((column) => column.text(row)))];
  const escaped = markdown ? cells.map((line) => line.map((cell) => cell.replaceAll('|', '\\|'))) : cells;
  const widths = columns.map((_, c) => Math.max(3, ...escaped.map((line) => line[c].length)));
  const padded = escaped.map((line) =>
    line.map((cell, c) => (columns[c].right ? cell.padStart(widths[c]) : cell.padEnd(widths[c]))),
  );
  const rule = widths.map((width, c) =>
    columns[c].right && markdown ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  const [head, ...body] = padded;
  const lines = [head, rule, ...body].map((line) => (markdown ? `| ${line.join(' | ')} |` : line.join('  ').trimEnd()));
  return `${lines.join('\n')}\n`;
}

/** "-" where there is no number. */
export function fixed(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? '-' : value.toFixed(digits);
}

/** Seconds: milliseconds are noise above ten. */
export function seconds(value: number | null | undefined): string {
  return fixed(value, value !== null && value !== undefined && value >= 10 ? 1 : 2);
}

/** A count or an amount to three digits with a unit of thousands: 1.23M; "-" where there is none. */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  const units = ['', 'k', 'M', 'G', 'T'];
  let unit = 0;
  let scaled = value;
  while (Math.abs(scaled) >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return (
    (Math.abs(scaled) >= 99.95 || Number.isInteger(scaled) ? scaled.toFixed(0) : scaled.toPrecision(3)) + units[unit]
  );
}
