#!/usr/bin/env node
// The program `fzn-moccasin`: `moccasin fzn` under the name by which MiniZinc starts it (share/minizinc/solvers/moccasin.msc).

process.argv.splice(2, 0, 'fzn');
await import('./main.ts');
