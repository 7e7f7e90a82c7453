// The sections of the suites over the collection of instances: which instances, how long, and what they are to reach together. What others reach stands beside them.
//
// Peers of the scheduling sections were measured on a machine with two cores that others used as well, one worker each, with limits of their own: good to a factor.

import type { Instance } from './instances.ts';
import type { Command } from './run-instance.ts';

export type InstanceSuite = 'scheduling' | 'minizinc' | 'sat';

/** What the rows of a section are to reach together. Nothing may be wrong in any of them. */
export interface SectionAim {
  /** At least so many closed. */
  readonly closed?: number;
  /** At least so many objectives as good as the best known. */
  readonly best?: number;
  /** Geometric mean of the seconds at most so many times minisat's. */
  readonly timesMinisat?: number;
}

export interface InstanceSection {
  readonly suite: InstanceSuite;
  readonly name: string;
  readonly title: string;
  readonly command: Command;
  /** Seconds. */
  readonly limit: number;
  readonly workers: number;
  readonly aim: SectionAim;
  /** What others reached, in words; empty where the table counts it. */
  readonly peers: string;
  /** The section's instances, in the order of the files' names. */
  pick(instances: readonly Instance[]): readonly Instance[];
}

type Pick = InstanceSection['pick'];

/** Of a family, these sets; with a pattern, only the files that it fits. */
function of(family: string, sets: readonly string[], pattern = /(?:)/): Pick {
  return (instances) =>
    instances
      .filter((i) => i.family === family && sets.includes(i.set) && pattern.test(i.file))
      .toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** All instances of a family. */
function family(name: string): Pick {
  return (instances) => instances.filter((i) => i.family === name).toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** The first, the third, the fifth ... */
function everySecond(pick: Pick): Pick {
  return (instances) => pick(instances).filter((_, i) => i % 2 === 0);
}

const FIRST_OF_GROUP = /_1\.sm$/;

const scheduling = { suite: 'scheduling', workers: 2, aim: {}, peers: '' } as const;

export const INSTANCE_SECTIONS: readonly InstanceSection[] = [
  {
    ...{ ...scheduling, name: 'j30', title: 'RCPSP: PSPLIB j30, all', command: 'rcpsp', limit: 10 },
    ...{ aim: { closed: 480 }, pick: of('rcpsp', ['j30']) },
    peers: 'CP-SAT 9.15: 474 closed in 10 s; Chuffed: 115 of 120 in 10 s',
  },
  {
    ...{ ...scheduling, name: 'j60', title: 'RCPSP: PSPLIB j60, first of each group', command: 'rcpsp', limit: 60 },
    ...{ aim: { closed: 43 }, pick: of('rcpsp', ['j60'], FIRST_OF_GROUP) },
    peers: 'CP-SAT 9.15: 41 closed in 20 s; Chuffed: 41 in 20 s',
  },
  {
    ...{ ...scheduling, name: 'j120', title: 'RCPSP: PSPLIB j120, first of every second group', command: 'rcpsp' },
    ...{ limit: 60, aim: { closed: 14 }, pick: everySecond(of('rcpsp', ['j120'], FIRST_OF_GROUP)) },
    peers: 'CP-SAT 9.15: 14 closed in 20 s; Chuffed: 10 in 20 s',
  },
  {
    ...{ ...scheduling, name: 'patterson', title: 'RCPSP: Patterson', command: 'rcpsp', limit: 10 },
    pick: of('rcpsp', ['patterson']),
  },
  {
    ...{ ...scheduling, name: 'rcpsp-max', title: 'RCPSP/max: j10, j20, j30, ubo10', command: 'rcpsp', limit: 10 },
    pick: family('rcpsp-max'),
  },
  {
    ...{ ...scheduling, name: 'jobshop', title: 'Job shop: ft, la, abz, orb', command: 'jobshop', limit: 60 },
    ...{ aim: { closed: 45 }, pick: of('jobshop', ['ft', 'la', 'abz', 'orb']) },
    peers: 'CP-SAT 9.15: 40 closed in 30 s',
  },
  {
    ...{ ...scheduling, name: 'fjsp', title: 'Flexible job shop', command: 'jobshop', limit: 10 },
    pick: family('fjsp'),
  },
  {
    ...{ suite: 'minizinc', name: 'minizinc', title: 'MiniZinc challenge, native globals', command: 'fzn', limit: 30 },
    ...{ workers: 2, aim: { closed: 45, best: 55 }, peers: '', pick: family('minizinc') },
  },
  {
    ...{ suite: 'sat', name: 'sat', title: 'SAT: DIMACS CNF', command: 'sat', limit: 60, workers: 1 },
    ...{ aim: { closed: 32, timesMinisat: 3 }, peers: '', pick: family('sat') },
  },
];
