// The snippets of a page and what they say they print: TypeScript with a comment behind each console.log, and shell commands with a block of output.

export interface Snippet {
  /** Line of the page it begins in. */
  readonly line: number;
  readonly code: string;
  readonly prints: readonly string[];
}

export interface ShellSnippet {
  readonly line: number;
  readonly code: string;
  readonly exitCode: number;
  /** What it prints to stdout and stderr; null if the page does not say. */
  readonly prints: string | null;
}

export function snippetsOf(page: string): Snippet[] {
  return [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => {
    const code = match[1]!;
    const prints = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text!);
    return { line: lineAt(page, match.index), code, prints };
  });
}

const SHELL =
  /^<!-- run(?:: exit (\d+))? -->\n```sh\n([\s\S]*?)^```$(?:\n\n<!-- prints -->\n```text\n([\s\S]*?)^```$)?|^<!-- setup\n([\s\S]*?)^-->$/gm;

/**
 * The blocks marked <!-- run --> or <!-- run: exit N -->, in order: they share a folder. What a comment that begins with "setup" says is done as well, for files that a page
 * takes for granted.
 */
export function shellSnippetsOf(page: string): ShellSnippet[] {
  return [...page.matchAll(SHELL)].map((match) => {
    const [, exitCode = '0', code, prints = null, setup] = match;
    return { line: lineAt(page, match.index), code: (code ?? setup)!, exitCode: Number(exitCode), prints };
  });
}

/**
 * Whether a program printed what a page says. Seconds may differ, and so may the memory that an optimal schedule leaves unused. A line "..." stands for any lines, and
 * "..." within a line for any text.
 */
export function printsAs(expected: string, actual: string): boolean {
  const quoted = comparable(expected).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const pattern = quoted.replace(/^(?:\\\.){3}\n/gm, '(?:.*\\n)*').replace(/(?:\\\.){3}/g, '.*');
  return new RegExp(`^${pattern}$`).test(comparable(actual));
}

function comparable(text: string): string {
  return text
    .replace(/\b\d+\.\d+ ?s\b/g, '# s')
    .replace(/"seconds": [\d.e-]+/g, '"seconds": #')
    .replace(/peak \d+ of (\d+) \([\d.]+ %/g, 'peak # of $1 (# %')
    .replace(/^( +\d+ +[\d.]+ +optimal +)\d+(.*) [\d.]+$/gm, '$1#$2 #');
}

function lineAt(page: string, index: number): number {
  return page.slice(0, index).split('\n').length;
}
