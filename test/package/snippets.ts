// The TypeScript snippets of a page, and what they say they print: the comment behind each console.log.

export interface Snippet {
  /** Line of the page it begins in. */
  readonly line: number;
  readonly code: string;
  readonly prints: readonly string[];
}

export function snippetsOf(page: string): Snippet[] {
  return [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => {
    const code = match[1]!;
    const prints = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text!);
    return { line: page.slice(0, match.index).split('\n').length, code, prints };
  });
}
