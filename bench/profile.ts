// V8's CPU profiles (`node --cpu-prof`), read as a list of functions by self time.

export interface ProfiledFunction {
  /** "judge (annealing.ts)", "(garbage collector)". */
  readonly name: string;
  /** Self time in milliseconds, and as a share of the whole profile. */
  readonly milliseconds: number;
  readonly percent: number;
}

/** The parts of a .cpuprofile file that are read here. Times in microseconds; samples[i] is the node that ran for timeDeltas[i] before it. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Functions by falling self time; those of one name in one file are one. Throws if the text is no profile. */
export function readProfile(text: string): ProfiledFunction[] {
  const { nodes, samples, timeDeltas } = JSON.parse(text) as CpuProfile;
  const names = new Map(nodes.map(({ id, callFrame }) => [id, functionName(callFrame.functionName, callFrame.url)]));
  const times = new Map<string, number>();
  let total = 0;
  for (const [i, node] of samples.entries()) {
    // clocks of the sampler may step back by a little
    const time = Math.max(0, timeDeltas[i]);
    const name = names.get(node)!;
    times.set(name, (times.get(name) ?? 0) + time);
    total += time;
  }
  return [...times]
    .map(([name, time]) => ({ name, milliseconds: time / 1000, percent: total === 0 ? 0 : (100 * time) / total }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

/** Compiled files go by the names of their sources. */
function functionName(name: string, url: string): string {
  const shown = name === '' ? '(anonymous)' : name;
  const file = url.split('/').at(-1)!.replace(/\.js$/, '.ts');
  return file === '' ? shown : `${shown} (${file})`;
}
