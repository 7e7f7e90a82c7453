// A schedule as a trace for Perfetto or chrome://tracing: slices for the steps, counters for the memory.
//
// Format: JSON object form of the Trace Event Format (Google, "Trace Event Format", 2016): complete events "X", counters "C", metadata "M"; times in microseconds. A
// duration of the graph counts as so many nanoseconds, as it is for graphs timed by a device; in files with other units the scale is off by a factor, the shape is right.
// Recomputations have a track, a category and a colour of their own: not every viewer knows the colours.

/** One step of the schedule. */
export interface TraceStep {
  readonly name: string;
  readonly duration: number;
  /** While it runs. */
  readonly memory: number;
  readonly bytes: number;
  readonly backward: boolean;
  /** Which computation of its node this is, from 0. */
  readonly copy: number;
}

export interface Trace {
  readonly name: string;
  readonly steps: readonly TraceStep[];
  /** A line in the picture of the memory. */
  readonly budget: number;
}

const PROCESS = 1;
const COMPUTE_TRACK = 1;
const RECOMPUTE_TRACK = 2;
/** Of chrome://tracing's list of reserved names. */
const COLOURS = { forward: 'thread_state_running', backward: 'thread_state_iowait', recompute: 'terrible' } as const;
const NANOSECONDS = 1000;

/** The text of the trace file: one event a line. */
export function formatChromeTrace({ name, steps, budget }: Trace): string {
  const track = (tid: number, title: string): object => ({
    ...{ name: 'thread_name', ph: 'M', pid: PROCESS, tid, args: { name: title } },
  });
  const events: object[] = [
    { name: 'process_name', ph: 'M', pid: PROCESS, args: { name } },
    track(COMPUTE_TRACK, 'computations'),
    track(RECOMPUTE_TRACK, 'recomputations'),
  ];
  let time = 0;
  const counter = (memory: number): object => ({
    ...{ name: 'memory', ph: 'C', pid: PROCESS, ts: time / NANOSECONDS, args: { bytes: memory } },
  });
  const limit = (): object => ({
    name: 'budget',
    ph: 'C',
    pid: PROCESS,
    ts: time / NANOSECONDS,
    args: { bytes: budget },
  });
  events.push(limit());
  for (const [step, { name, duration, memory, bytes, backward, copy }] of steps.entries()) {
    const category = copy > 0 ? 'recompute' : backward ? 'backward' : 'forward';
    const tid = copy > 0 ? RECOMPUTE_TRACK : COMPUTE_TRACK;
    const [ts, dur] = [time / NANOSECONDS, duration / NANOSECONDS];
    const args = { step, copy, bytes, memory };
    events.push({ name, cat: category, ph: 'X', pid: PROCESS, tid, ts, dur, cname: COLOURS[category], args });
    events.push(counter(memory));
    time += duration;
  }
  events.push(counter(0), limit());
  const lines = events.map((event) => JSON.stringify(event)).join(',\n');
  return `{"displayTimeUnit":"ns","otherData":{"graph":${JSON.stringify(name)}},"traceEvents":[\n${lines}\n]}\n`;
}
