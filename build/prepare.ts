// What npm runs as `prepare`: the build. `npx moccasin` in a clone runs it once more, when it links the clone into its cache; what `npm ci` has built is there then, and
// building it again would take ten seconds.
//
//   node --import tsx build/prepare.ts      in the folder of package.json

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PROGRAM = 'dist/cli/main.js';

const isBuilt = process.env.npm_command === 'exec' && existsSync(PROGRAM);
if (!isBuilt) process.exitCode = spawnSync('npm run build', { stdio: 'inherit', shell: true }).status ?? 1;
