// Runs the command line inside the test process and collects what it prints.

import { main } from '../../cli/dispatch.ts';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runCli(...argv: string[]): Promise<CliResult> {
  let [stdout, stderr] = ['', ''];
  const output = {
    stdout: (text: string) => {
      stdout += text;
    },
    stderr: (text: string) => {
      stderr += text;
    },
  };
  const code = await main(argv, output);
  return { code, stdout, stderr };
}
