// Worker threads for the toy problem of toy.ts.

import { runWorker } from '../../solver/portfolio/worker.ts';
import { type ToyPayload, type ToySolution, toyMember } from './toy.ts';

runWorker<ToyPayload, ToySolution>({
  build: ({ payload, strategy, seed }, exchange) => [toyMember(strategy, payload, seed, exchange)],
});
