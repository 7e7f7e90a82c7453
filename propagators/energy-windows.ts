// The tasks of a cumulative by their energy: how many units of a window a task must spend inside it, wherever it lies.
//
//   begin    startMax         endMin       due        begin = endMin - p, due = startMax + p, for the least size p
//     |.........|===============|............|
//     |<------- p ------------->|                     pushed to the left
//               |<------- p ------------------->|     pushed to the right
//
// A present task spends at least min(b - a, p, endMin - a, b - startMax) units in [a, b) (Baptiste, Le Pape, Nuijten, Annals of Operations Research 92, 1999): o units if
//   [size >= o], [end >= a + o] and [start <= b - o]
// whatever o is. Times the demand that is energy, and the window holds capacity * (b - a) of it. Here p is the compulsory part if that is longer than the size is known
// to be. Tasks that need nothing count as absent.
//
// Seen from the other side, in reversed time, begin and due change places with a sign, and so do startMax and endMin: rules are written for one side.

import type { Registrar } from '../solver/propagator.ts';
import { type Task, Views } from './cumulative-tasks.ts';
import { Presences } from './presences.ts';

export interface EnergyTask extends Task {
  /** end - start of a present task, or a constant 0 where nothing is known of it. Its least value is what counts. */
  readonly size: Task['start'];
}

/** The tasks as flat arrays. */
export class EnergyTasks {
  readonly count: number;
  readonly start: Views;
  readonly end: Views;
  readonly size: Views;
  /** Never negative. */
  readonly demand: Views;
  readonly presence: Presences;

  constructor(tasks: readonly EnergyTask[]) {
    this.count = tasks.length;
    this.start = new Views(tasks.map(({ start }) => start));
    this.end = new Views(tasks.map(({ end }) => end));
    this.size = new Views(tasks.map(({ size }) => size));
    this.demand = new Views(tasks.map(({ demand }) => demand));
    this.presence = new Presences(tasks.map(({ presence }) => presence));
  }

  /** Wakes for every bound that an overlap depends on. */
  wake(on: Registrar): void {
    const { start, end, size, demand, presence } = this;
    for (let i = 0; i < this.count; i++) {
      if (!start.isConstant(i)) on.wakeOnLb(start.sv[i]! ^ 1, i);
      for (const views of [end, size, demand]) if (!views.isConstant(i)) on.wakeOnLb(views.sv[i]!, i);
      presence.wake(on, i, i);
    }
  }

  /** Units of [from, to) that task i, if present, spends inside by bounds `lb`. */
  overlap(i: number, from: number, to: number, lb: Float64Array): number {
    const endMin = this.end.min(i, lb);
    const startMax = this.start.max(i, lb);
    const p = Math.max(this.size.min(i, lb), endMin - startMax);
    return Math.max(0, Math.min(to - from, p, endMin - from, to - startMax));
  }
}

export const ABSENT = 0;
export const OPEN = 1;
export const PRESENT = 2;

/** What the rules read of all tasks, at one time and from one side. */
export class EnergyWindows {
  readonly begin: Float64Array;
  readonly startMax: Float64Array;
  readonly endMin: Float64Array;
  readonly due: Float64Array;
  readonly size: Float64Array;
  readonly demand: Float64Array;
  /** ABSENT, OPEN or PRESENT. */
  readonly status: Uint8Array;

  constructor(count: number) {
    this.begin = new Float64Array(count);
    this.startMax = new Float64Array(count);
    this.endMin = new Float64Array(count);
    this.due = new Float64Array(count);
    this.size = new Float64Array(count);
    this.demand = new Float64Array(count);
    this.status = new Uint8Array(count);
  }

  /** Reads the present. */
  read(tasks: EnergyTasks, lb: Float64Array): void {
    const { start, end, size, demand, presence } = tasks;
    for (let i = 0; i < tasks.count; i++) {
      const startMax = start.max(i, lb);
      const endMin = end.min(i, lb);
      const p = Math.max(size.min(i, lb), endMin - startMax);
      const d = demand.min(i, lb);
      this.startMax[i] = startMax;
      this.endMin[i] = endMin;
      this.begin[i] = endMin - p;
      this.due[i] = startMax + p;
      this.size[i] = p;
      this.demand[i] = d;
      const counts = p > 0 && d > 0 && !presence.isAbsent(i, lb);
      this.status[i] = counts ? (presence.isPresent(i, lb) ? PRESENT : OPEN) : ABSENT;
    }
  }

  /** Takes over what another one has read, as the other side sees it. */
  mirror(other: EnergyWindows): void {
    this.size.set(other.size);
    this.demand.set(other.demand);
    this.status.set(other.status);
    for (let i = 0; i < this.status.length; i++) {
      this.begin[i] = 0 - other.due[i]!;
      this.startMax[i] = 0 - other.endMin[i]!;
      this.endMin[i] = 0 - other.startMax[i]!;
      this.due[i] = 0 - other.begin[i]!;
    }
  }
}
