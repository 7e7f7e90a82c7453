// docs/commands.md says what the commands say.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandsPage } from '../../docs/generate/commands.ts';
import { ROOT } from '../support/product-files.ts';

it('docs/commands.md is up to date: npm run docs', async () => {
  expect(readFileSync(join(ROOT, 'docs', 'commands.md'), 'utf8')).toBe(await commandsPage());
});
