// A worker thread that writes clauses into a ring as fast as it can; their content follows from their number (clauseOf), so that a reader sees whether one is torn.

import { workerData } from 'node:worker_threads';
import { ClauseRing, RingWriter } from '../../solver/portfolio/clause-ring.ts';
import { clauseOf, type RingTask } from './ring-clauses.ts';

const { buffer, capacity, stop } = workerData.task as RingTask;
const flag = new Int32Array(stop);
const writer = new RingWriter(new ClauseRing(buffer, 0, capacity));
for (let i = 0; Atomics.load(flag, 0) === 0; i++) writer.write(clauseOf(i));
