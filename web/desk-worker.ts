// First module of the worker that the page talks to.

import { Desk } from './desk.ts';
import type { Order } from './protocol.ts';

const desk = new Desk((news) => postMessage(news));
addEventListener('message', (event: MessageEvent<Order>) => void desk.take(event.data));
