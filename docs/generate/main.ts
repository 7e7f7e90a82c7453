// `npm run docs`: writes the pages that are made from the program.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsPage } from './commands.ts';

writeFileSync(join(import.meta.dirname, '..', 'commands.md'), await commandsPage());
