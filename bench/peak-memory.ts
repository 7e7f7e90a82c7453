// Preloaded into a measured process: at its end, writes the peak of its resident memory in KiB to file descriptor 3.
//
// Linux: VmHWM, the peak of this process image. getrusage's maxRSS, the fallback elsewhere, can on Linux contain the peak of the parent, from before the child
// loaded its program. Both count all threads. Worker threads load this file too and stay silent.

import { readFileSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const REPORT = 3;

function peakKibibytes(): number {
  try {
    const [, high] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (high !== undefined) return Number(high);
  } catch {
    // no /proc on this system
  }
  return process.resourceUsage().maxRSS;
}

if (isMainThread) process.on('exit', () => writeSync(REPORT, String(peakKibibytes())));
