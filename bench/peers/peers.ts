// The solvers of the suite peers: how each is installed and loaded.

import { loadHighs } from './highs.ts';
import { loadMinizinc } from './minizinc.ts';
import { loadMoccasin } from './moccasin.ts';
import type { NeutralSolver } from './neutral.ts';
import { loadOrToolsWasm } from './or-tools-wasm.ts';
import { loadYalps } from './yalps.ts';
import { loadZ3 } from './z3.ts';

export interface Peer {
  readonly name: string;
  readonly about: string;
  /** Package and version; null for what is measured here. */
  readonly install: string | null;
  /** A module in the folder of the installation, loaded before the program, that leaves what is used in globalThis.benchPeer; empty if nothing is imported. */
  readonly shim: string;
  /** It serves one call only: there is no tiny problem before the one that is measured. */
  readonly once?: true;
  /** Gets what the shim left, and the folder. */
  load(library: Readonly<Record<string, unknown>>, folder: string): Promise<NeutralSolver>;
}

export const PEERS: readonly Peer[] = [
  { name: 'moccasin', about: 'clause learning, TypeScript', install: null, shim: '', load: loadMoccasin },
  {
    ...{ name: 'or-tools-wasm', about: 'CP-SAT as WebAssembly', install: 'or-tools-wasm@0.9.1', load: loadOrToolsWasm },
    shim: "import { CpSat } from 'or-tools-wasm/cp-sat';\nglobalThis.benchPeer = { CpSat };\n",
  },
  {
    ...{
      name: 'minizinc',
      about: 'MiniZinc with Chuffed as WebAssembly',
      install: 'minizinc@4.5.1',
      load: loadMinizinc,
    },
    shim: '',
    once: true,
  },
  {
    ...{ name: 'z3-solver', about: 'SMT as WebAssembly', install: 'z3-solver@5.2.0', load: loadZ3 },
    shim: "import z3 from 'z3-solver';\nglobalThis.benchPeer = { default: z3 };\n",
  },
  {
    ...{ name: 'highs', about: 'mixed-integer programming as WebAssembly', install: 'highs@1.15.3', load: loadHighs },
    shim: "import highs from 'highs';\nglobalThis.benchPeer = { default: highs };\n",
  },
  {
    ...{ name: 'yalps', about: 'mixed-integer programming, JavaScript', install: 'yalps@0.6.4', load: loadYalps },
    shim: "import { solve } from 'yalps';\nglobalThis.benchPeer = { solve };\n",
  },
];

export const SHIM = 'shim.mjs';
