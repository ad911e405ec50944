// A process of its own for tests of the line: decides whatever lines there are until it is killed.
import { createDb } from '../client.ts';
import { createClaimQueue } from './claim-queue.ts';
import { everyoneIsPro } from './testing.ts';

createClaimQueue(createDb(process.argv[2]!, { max: 8 }), everyoneIsPro, { onError: console.error });
console.log('ready');
// the line's own timers hold no process
setInterval(() => {}, 60_000);
