// First module of a worker thread that solves a CpModel.

import { runWorker } from '../solver/portfolio/worker.ts';
import { type ModelPayload, modelMembers } from './strategies.ts';

runWorker<ModelPayload, readonly number[]>({ build: modelMembers });
