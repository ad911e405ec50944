import { z } from 'zod';
import type { AddCommands } from '../program.ts';
import type { Session } from '../session.ts';

const KeyUse = z.object({
  id: z.string(),
  values: z.number(),
  inRing: z.boolean(),
  newest: z.boolean(),
  derives: z.boolean(),
});
type KeyUse = z.output<typeof KeyUse>;
const Keys = z.object({ keys: z.array(KeyUse) });
const Resealed = Keys.extend({ resealed: z.number() });

export const addKeyCommands: AddCommands = (program, session) => {
  const keys = program
    .command('keys')
    .description('what stored secrets are sealed with; no key is ever shown');
  keys
    .command('show')
    .description('how many values each key seals')
    .action(async () => {
      const answer = await session().api.get('/keys', { shape: Keys });
      session().show(answer, () => table(session(), answer.keys));
    });
  keys
    .command('rotate')
    .description(
      'seals everything under the newest key, while the services run; "npm run keys -- rotate" makes a new one',
    )
    .action(async () => {
      const answer = await session().api.post('/keys/reseal', { shape: Resealed });
      session().show(answer, ({ resealed }) => {
        session().out.line(`${resealed} values sealed anew.`);
        table(session(), answer.keys);
      });
    });
};

function table({ out }: Session, keys: KeyUse[]): void {
  out.table(
    ['key', 'values', 'standing'],
    keys.map(({ id, values, ...standing }) => [id, values, standingOf({ values, ...standing })]),
  );
}

function standingOf({ values, inRing, newest, derives }: Omit<KeyUse, 'id'>): string {
  if (!inRing) return 'gone from the ring: put it back, or these values are lost';
  if (newest) return 'seals what is saved now';
  if (values > 0) return 'needed: run "rockpool keys rotate"';
  return derives ? 'may leave the ring; gateways then get new tokens and start anew' : 'may leave the ring';
}
