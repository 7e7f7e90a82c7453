// Words of the command line that pick rows.

/** Whether one of the texts is what the word says; "*" stands for any characters. */
export function matchesAny(texts: readonly string[], word: string): boolean {
  const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^${word.split('*').map(literal).join('.*')}$`);
  return texts.some((text) => pattern.test(text));
}
