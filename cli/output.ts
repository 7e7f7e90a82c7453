// Where a command writes: results to stdout, everything else to stderr. Tests put their own in place of the process's.

export interface Output {
  stdout(text: string): void;
  stderr(text: string): void;
}

/** The streams of this process. */
export const processOutput: Output = {
  stdout: (text) => {
    process.stdout.write(text);
  },
  stderr: (text) => {
    process.stderr.write(text);
  },
};
