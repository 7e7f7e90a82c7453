// First module of the workers that the desk starts (worker-pool.ts).

import { serveMember } from './member.ts';

serveMember();
