// First module of a worker thread when the program runs from its TypeScript sources: Node does not apply the loader of the main thread to workers. Not part of the
// build: there the worker entry itself is the first module.

import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.entry);
