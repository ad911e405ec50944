import { z } from 'zod';
import { localTime } from '../lists.ts';
import type { AddCommands } from '../program.ts';

const Host = z.looseObject({
  name: z.string(),
  driver: z.string(),
  capacity: z.number().nullable(),
  taken: z.number(),
  room: z.number().nullable(),
  accepting: z.boolean(),
  away: z.boolean(),
  seenAt: z.string().nullable(),
  running: z.number(),
  atStake: z.number(),
  movingIn: z.number(),
  movingOut: z.number(),
  remains: z.number(),
});
type Host = z.output<typeof Host>;
const Wished = z.object({ again: z.boolean() });
const Emptied = Wished.extend({
  moving: z.number(),
  leaving: z.number(),
  turnedBack: z.number(),
  staying: z.number(),
  because: z.array(z.object({ reason: z.string(), count: z.number() })),
});

const Lost = Wished.extend({ emptied: z.number(), onCopies: z.number(), kept: z.number() });

const stateOf = ({ away, accepting, room }: Host) =>
  away ? 'silent' : !accepting ? 'closed' : room === 0 ? 'full' : 'open';
const placesOf = ({ taken, capacity }: Host) =>
  capacity === null ? `${taken} (no limit)` : `${taken} of ${capacity}`;

export const addHostCommands: AddCommands = (program, session) => {
  const hosts = program.command('hosts').description('machines that keep computers');
  const pathOf = (name: string, verb: string) => `/hosts/${encodeURIComponent(name)}/${verb}`;

  const readHosts = () => session().api.get('/hosts', { shape: z.object({ items: z.array(Host) }) });

  hosts
    .command('list')
    .description('with their places, and what comes and goes')
    .action(async () => {
      const answer = await readHosts();
      session().show(answer, ({ items }) =>
        session().out.table(
          ['name', 'state', 'places', 'running', 'in', 'out', 'copies', 'driver', 'seen'],
          items.map((host) => [
            host.name,
            stateOf(host),
            placesOf(host),
            host.running,
            host.movingIn,
            host.movingOut,
            host.remains,
            host.driver,
            localTime(host.seenAt),
          ]),
        ),
      );
    });

  for (const [verb, says] of [
    ['close', 'takes no new computers; what is there goes on'],
    ['open', 'takes new computers again'],
  ] as const)
    hosts
      .command(`${verb} <name>`)
      .description(says)
      .requiredOption('--reason <text>', 'for the audit log')
      .action(async (name: string, { reason }: { reason: string }) => {
        const answer = await session().api.post(pathOf(name, verb), { shape: Wished, body: { reason } });
        session().show(answer, ({ again }) => session().out.line(again ? 'It was so before.' : 'Done.'));
      });

  hosts
    .command('empty <name>')
    .description('closes it and moves its computers to the others, as many as fit')
    .requiredOption('--reason <text>', 'for the audit log')
    .action(async (name: string, { reason }: { reason: string }) => {
      await session().agree(`Every computer on ${name} stops for a moment and moves to another host.`);
      const answer = await session().api.post(pathOf(name, 'empty'), { shape: Emptied, body: { reason } });
      session().show(answer, ({ moving, leaving, turnedBack, staying, because }) => {
        session().out.line(
          `${moving} moving, ${leaving} on their way before, ${turnedBack} turned back, ${staying} stay.`,
        );
        for (const { reason: why, count } of because) session().out.line(`  ${why}: ${count}`);
      });
    });

  hosts
    .command('forget <name>')
    .description('takes one that is gone, and on which nothing is left, from the list')
    .requiredOption('--reason <text>', 'for the audit log')
    .action(async (name: string, { reason }: { reason: string }) => {
      await session().agree(`${name} leaves the list.`);
      const answer = await session().api.post(pathOf(name, 'forget'), { shape: Wished, body: { reason } });
      session().show(answer, () => session().out.line('Forgotten.'));
    });

  hosts
    .command('lost <name>')
    .description('gives up one whose disk is dead: its computers start empty on other hosts')
    .requiredOption('--reason <text>', 'for the audit log')
    .action(async (name: string, { reason }: { reason: string }) => {
      const { items } = await readHosts();
      const computers = items.find((host) => host.name === name)?.atStake ?? 0;
      await session().agree(
        `${computers} computers lose their files for good and start empty on other hosts. Switch ${name} off first.`,
      );
      const answer = await session().api.post(pathOf(name, 'lose'), {
        shape: Lost,
        body: { reason, computers },
      });
      session().show(answer, ({ again, emptied, onCopies, kept }) =>
        session().out.line(
          again
            ? 'It was declared lost before.'
            : `${emptied} start empty, ${onCopies} go on with an older copy, ${kept} lost nothing.`,
        ),
      );
    });
};
