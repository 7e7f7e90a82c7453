// Texts of the input on their way into markup.

/** Text for XML 1.0 and HTML, in contents and quoted attributes: markup escaped, characters that XML cannot hold replaced. */
export function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD') // would turn around what stands next to the text
    .replace(/[&<>"']/g, (character) => entities[character]!);
}

/** A title that is shown on hovering, in lines of plain text. */
export function titleElement(lines: readonly string[]): string {
  return `<title>${lines.map(escapeXml).join('\n')}</title>`;
}

/** At most so many characters, cut in the middle: names of a network begin alike and end differently. */
export function shortenedMiddle(text: string, longest: number): string {
  const characters = [...text];
  if (characters.length <= longest) return text;
  const head = Math.floor((longest - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (longest - 1 - head)).join('')}`;
}

/** A text shortened in the middle to about `most` average letters: wide ones count for more. */
export function shortenedToWidth(text: string, most: number): string {
  const widthOf = (character: string): number =>
    character.codePointAt(0)! >= 0x1100 ? 2 : /[A-Zmw@%…&]/.test(character) ? 1.4 : 1;
  const width = (shown: string): number => [...shown].reduce((sum, character) => sum + widthOf(character), 0);
  let characters = Math.min([...text].length, most);
  let shown = shortenedMiddle(text, characters);
  while (characters > 1 && width(shown) > most) shown = shortenedMiddle(text, --characters);
  return shown;
}
