// The style sheet of a report: one text, whose hash stands in the page's content policy.

import { ZOOM_LEVELS } from '../charts/frame.ts';
import { CHART_STYLE, THEME_STYLE, zoomStyle } from '../charts/style.ts';
import { sweepPictureStyle } from '../sweep-plot.ts';

const PAGE_STYLE = `
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:1.25rem;font:15px/1.5 system-ui,sans-serif;background:var(--ground);color:var(--ink)}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1rem}
h1{font-size:1.5rem;margin:0;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:0 0 .25rem}
p{margin:.25rem 0}
.soft,footer{color:var(--soft);font-size:13px}
.status{border:1.5px solid currentColor;border-radius:1rem;padding:0 .7rem;font-size:14px;font-weight:600;color:var(--ink)}
.status.optimal{color:var(--good)}
.status.infeasible,.status.unknown{color:var(--limit)}
fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;align-items:center;gap:.15rem .6rem;font-size:13px;color:var(--soft)}
fieldset legend{float:left;margin:0;padding:0}
header fieldset{margin-left:auto}
label{display:inline-flex;align-items:center;gap:.2rem;cursor:pointer}
input{margin:0;accent-color:var(--main)}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(165px,1fr));gap:.75rem;margin:1rem 0}
.tile{background:var(--panel);border:1px solid var(--grid);border-radius:8px;padding:.6rem .8rem}
.tile dt{font-size:13px;color:var(--soft)}
.tile dd{margin:0}
.tile strong{display:block;font-size:1.3rem;line-height:1.3;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.tile span{font-size:12.5px;color:var(--soft);display:block;overflow-wrap:anywhere}
section{border-top:1px solid var(--grid);padding:1rem 0 .5rem}
.bar-head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;align-items:baseline}
.picture{overflow-x:auto}
.picture svg{width:100%;min-width:600px;max-width:920px;height:auto;display:block}
:is(.table,.picture):focus-visible{outline:2px solid var(--main);outline-offset:1px}
details{margin:.35rem 0}
summary{cursor:pointer;color:var(--main);font-size:14px;width:max-content;max-width:100%}
.table{overflow-x:auto;border:1px solid var(--grid);border-radius:6px;margin:.4rem 0}
details .table{max-height:26rem;overflow:auto}
table{border-collapse:collapse;font-size:13px;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;text-align:left;border-bottom:1px solid var(--grid);overflow-wrap:anywhere;min-width:4.5rem}
th{position:sticky;top:0;background:var(--panel);font-weight:600}
.n{text-align:right;white-space:nowrap}
td:not(.n){min-width:9rem}
td svg{display:block;width:100%;min-width:90px;height:10px}
.share{fill:var(--again)}
.tip{position:fixed;z-index:9;pointer-events:none;max-width:26rem;padding:.35rem .6rem;border-radius:6px;font-size:13px;white-space:pre-line;overflow-wrap:anywhere;background:var(--ink);color:var(--ground)}
.tip[hidden]{display:none}
.scripted .zoomed .scroll{cursor:grab}
@media print{body{max-width:none}fieldset,.tip{display:none}details:not([open]){display:none}details .table{max-height:none}.tile,.chart,.picture,tr{break-inside:avoid}h2{break-after:avoid}#sequence .plot{width:100%!important}.picture svg{min-width:0}}
@media (max-width:560px){body{padding:.75rem}}
`;

export const REPORT_STYLE: string = [
  THEME_STYLE,
  CHART_STYLE,
  PAGE_STYLE,
  sweepPictureStyle('.picture'),
  zoomStyle('#sequence', 'zoom', ZOOM_LEVELS),
].join('');
