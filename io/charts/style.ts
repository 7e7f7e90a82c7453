// Colours and lines of the charts, for the report and the page, light and dark.
//
// The hues are from the set of Okabe and Ito ("Color Universal Design", 2008), which people with any kind of colour vision can tell apart; the two kinds of bars differ in
// brightness, too. Texts have a contrast of at least 4.5 to their ground in both themes (tested in a browser).

interface Theme {
  readonly ground: string;
  readonly panel: string;
  readonly ink: string;
  readonly soft: string;
  readonly grid: string;
  /** The schedule, first computations, the best solution. */
  readonly main: string;
  /** The steps that compute: a shade further from the ground. */
  readonly strong: string;
  readonly again: string;
  readonly againStrong: string;
  readonly limit: string;
  readonly bound: string;
  readonly good: string;
}

const LIGHT: Theme = {
  ground: '#ffffff',
  panel: '#f6f8fa',
  ink: '#1f2328',
  soft: '#57606a',
  grid: '#d8dee4',
  main: '#0072b2',
  strong: '#004b76',
  again: '#d55e00',
  againStrong: '#8f3f00',
  limit: '#b3261e',
  bound: '#00785a',
  good: '#1a6b3c',
};

const DARK: Theme = {
  ground: '#0d1117',
  panel: '#161b22',
  ink: '#e6edf3',
  soft: '#9da7b3',
  grid: '#30363d',
  main: '#56b4e9',
  strong: '#b7e0f8',
  again: '#e69f00',
  againStrong: '#ffd98a',
  limit: '#ff7b72',
  bound: '#2fc39a',
  good: '#5fd38d',
};

function variables(theme: Theme): string {
  const names = Object.entries(theme).map(
    ([name, color]) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}:${color}`,
  );
  // the names that the standalone picture of a sweep uses
  return `${names.join(';')};--curve:${theme.main};--none:${theme.limit}`;
}

/** The theme of the system, unless the page has a checked #theme-light or #theme-dark; on paper, where grounds are not printed, always the light one. */
export const THEME_STYLE = `
:root{color-scheme:light;${variables(LIGHT)}}
@media (prefers-color-scheme:dark){:root{color-scheme:dark;${variables(DARK)}}}
:root:has(#theme-light:checked){color-scheme:light;${variables(LIGHT)}}
:root:has(#theme-dark:checked){color-scheme:dark;${variables(DARK)}}
@media print{:root,:root:has(#theme-dark:checked){color-scheme:light;${variables(LIGHT)}}}
`;

/** Frame, lines and areas of all charts. Needs the variables of THEME_STYLE. */
export const CHART_STYLE = `
.chart{display:grid;grid-template-columns:auto minmax(0,1fr);margin:.25rem 0 1rem}
.chart p{margin:0;font-size:12px;color:var(--soft)}
.chart .y-label{grid-column:1/3;padding-bottom:2px}
.chart .x-label{grid-column:2;text-align:center}
.chart .y-axis{width:112px}
.chart .y-axis text{text-anchor:end}
.chart .scroll{padding:0 6px;overflow-x:auto;overflow-y:hidden;scrollbar-width:thin}
.chart .scroll:focus-visible{outline:2px solid var(--main);outline-offset:1px}
.chart .plot{display:block;overflow:visible}
.chart text{font:12px system-ui,sans-serif;fill:var(--soft)}
.chart text.start{text-anchor:start}
.chart text.middle{text-anchor:middle}
.chart text.end{text-anchor:end}
.chart .marks{overflow:visible}
.chart .grid{stroke:var(--grid)}
.chart .axis{stroke:var(--soft)}
.chart path{vector-effect:non-scaling-stroke}
.chart .from-4,.chart .from-16{display:none}
@media (max-width:560px){.chart .spare text{display:none}}
.after-area{fill:var(--main);fill-opacity:.22}
.after-low{fill:var(--main);fill-opacity:.35}
.after,.best{fill:none;stroke:var(--main);stroke-width:1.5}
.before{fill:none;stroke:var(--soft);stroke-width:1.25}
.budget,.arena{fill:none;stroke:var(--limit);stroke-width:1.5;stroke-dasharray:6 4}
.bound{fill:none;stroke:var(--bound);stroke-width:1.5;stroke-dasharray:4 3}
.gap{fill:var(--main);fill-opacity:.12}
.hover{fill:var(--ink);fill-opacity:0}
.hover:hover,.hover.told{fill-opacity:.14}
.bar .kept,.cells{fill-opacity:.5}
.bar.first .kept,.cells.first,.box.first{fill:var(--main)}
.bar.again .kept,.cells.again,.box.again{fill:var(--again)}
.bar.first .computed{fill:var(--strong)}
.bar.again .computed{fill:var(--again-strong)}
.bar:is(:hover,.told) .kept,.box:is(:hover,.told){fill-opacity:.95}
.cells.grade-1{fill-opacity:.3}
.cells.grade-2{fill-opacity:.5}
.cells.grade-3{fill-opacity:.7}
.cells.grade-4{fill-opacity:.9}
.box.edged{stroke:var(--ground);stroke-width:.6;vector-effect:non-scaling-stroke}
.box.shade-0{fill-opacity:.35}
.box.shade-1{fill-opacity:.5}
.box.shade-2{fill-opacity:.65}
.box.shade-3{fill-opacity:.8}
circle.mark{stroke-width:1.5;stroke-dasharray:none}
circle.mark.best{fill:var(--main);stroke:var(--ground)}
circle.mark.bound{fill:var(--bound);stroke:var(--ground)}
circle.mark:is(:hover,.told){stroke:var(--ink);stroke-width:2}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:.25rem 0;padding:0;font-size:13px;color:var(--ink)}
.legend svg{width:22px;height:12px;margin-right:6px;vertical-align:-1px}
.legend path{vector-effect:none}
`;

/** Rules that make the plots within `scope` as wide as the checked #PREFIX-FACTOR says, and show finer ticks. */
export function zoomStyle(scope: string, prefix: string, factors: readonly number[]): string {
  return factors
    .filter((factor) => factor > 1)
    .map((factor) => {
      const on = `${scope}:has(#${prefix}-${factor}:checked)`;
      const ticks = [4, 16].filter((from) => factor >= from).map((from) => `${on} .from-${from}{display:inline}`);
      return [`${on} .plot{width:${100 * factor}%}`, ...ticks].join('\n');
    })
    .join('\n');
}
