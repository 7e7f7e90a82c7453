// What the page needs beside the style sheet of reports.

export const PAGE_STYLE = `
#drop{display:flex;flex-direction:column;gap:.2rem;align-items:center;border:2px dashed var(--soft);border-radius:10px;padding:1.2rem;margin:1rem 0 .5rem;text-align:center}
#drop.over,#drop:focus-within{border-color:var(--main);background:var(--panel)}
#file{max-width:100%}
.wrong{color:var(--limit);font-size:13px;overflow-wrap:anywhere;max-width:34rem}
#error{font-size:15px;max-width:none}
#warnings{color:var(--soft);font-size:13px;white-space:pre-line;overflow-wrap:anywhere}
.wrong:empty,#warnings:empty,#state:empty{display:none}
#title{overflow-wrap:anywhere;unicode-bidi:isolate}
.fields{display:flex;flex-wrap:wrap;align-items:flex-start;gap:.6rem 1.25rem;margin:.5rem 0;font-size:14px}
.field{display:flex;flex-direction:column;gap:.15rem;max-width:100%}
.field>label{color:var(--soft);font-size:13px}
.field>.row{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}
.field.inline{align-self:center}
.fields input[type=number]{width:5.5rem}
.fields input[type=range]{width:9rem;max-width:100%}
#budget{width:7rem}
.fields output{font-size:13px;color:var(--soft);overflow-wrap:anywhere;min-height:1.5em}
.buttons{display:flex;flex-wrap:wrap;gap:.4rem;margin:.4rem 0;align-items:center}
button,select,.fields input:not([type=range],[type=checkbox]){font:inherit;padding:.2rem .6rem;border:1px solid var(--soft);border-radius:6px;background:var(--panel);color:var(--ink);max-width:100%}
.fields input[aria-invalid=true]{border-color:var(--limit);outline:1px solid var(--limit)}
:is(button,select,input,summary,.scroll):focus-visible{outline:2px solid var(--main);outline-offset:1px}
button{cursor:pointer}
button:disabled{opacity:.45;cursor:default}
#solve{background:var(--main);border-color:var(--main);color:var(--ground);font-weight:600}
#progress{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center;font-size:14px}
#progress progress{width:9rem;accent-color:var(--main)}
.unseen{position:absolute;clip-path:inset(50%);pointer-events:none;max-width:100%}
@media print{#drop,#settings,#model-options,.buttons{display:none}}
`;
