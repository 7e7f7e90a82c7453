// Hashes for content policies.

import { createHash } from 'node:crypto';

/** sha256-BASE64 of a style sheet or script as it stands in the page. */
export function contentHash(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
