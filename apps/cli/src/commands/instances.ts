import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { exitCodes, Failure } from '../failure.ts';
import { limited, localTime, moreText, readList } from '../lists.ts';
import type { AddCommands } from '../program.ts';
import { printable } from '../output.ts';

const Line = z.looseObject({
  id: z.string(),
  phone: z.string(),
  phase: z.string(),
  phaseReason: z.string(),
  phaseSince: z.string(),
  expiresAt: z.string().nullable(),
  host: z.string().nullable(),
  failures: z.number(),
});
const Detail = z.looseObject({
  id: z.string(),
  past: z.array(z.object({ phase: z.string(), reason: z.string(), detail: z.string(), at: z.string() })),
});
const Wished = z.object({ again: z.boolean() });
const Logs = z.object({ answeredAt: z.string().nullable(), lines: z.array(z.string()), problem: z.string() });

const logsWaitMs = 20_000;

export const addInstanceCommands: AddCommands = (program, session) => {
  const instances = program.command('instances').description('cloud computers');

  limited(instances.command('list'))
    .description('newest first')
    .option('--search <text>', 'part of id, phone number or handle')
    .option('--host <name>', 'only those that live there')
    .option('--phase <phase>', 'provisioning, running, expired, suspended, failed, removed')
    .action(async ({ search: q, ...filters }: { search?: string; limit: number }) => {
      const list = await readList(session(), '/instances', Line, { q, ...filters });
      session().show(list, ({ items, more }) => {
        session().out.table(
          ['id', 'phone', 'phase', 'why', 'since', 'days until', 'host', 'failures'],
          items.map((row) => [
            row.id,
            row.phone,
            row.phase,
            row.phaseReason,
            localTime(row.phaseSince),
            localTime(row.expiresAt),
            row.host,
            row.failures,
          ]),
        );
        if (more) session().out.line(moreText(more));
      });
    });

  instances
    .command('show <id>')
    .description('with the phases it went through')
    .action(async (id: string) => {
      const detail = await session().api.get(`/instances/${encodeURIComponent(id)}`, { shape: Detail });
      session().show(detail, ({ past, ...facts }) => {
        session().out.facts(facts);
        session().out.line('');
        session().out.table(
          ['at', 'phase', 'why', 'detail'],
          past.map(({ at, phase, reason, detail: words }) => [localTime(at), phase, reason, words]),
        );
      });
    });

  const wish = async (id: string, name: string, body: object) => {
    const answer = await session().api.post(`/instances/${encodeURIComponent(id)}/${name}`, {
      shape: Wished,
      body,
    });
    session().show(answer, ({ again }) =>
      session().out.line(
        again ? 'It was so already; nothing was changed.' : 'Asked for; its provisioner does it now.',
      ),
    );
  };
  for (const [name, description] of [
    ['restart', 'starts the gateway anew'],
    ['recover', 'tries a failed one again at once, or takes a removal back'],
    ['suspend', 'stops it and keeps everything; its days run on'],
    ['resume', 'lets a suspended one run again'],
  ] as const)
    instances
      .command(`${name} <id>`)
      .description(description)
      .requiredOption('--reason <words>', 'for the audit log')
      .action((id: string, { reason }: { reason: string }) => wish(id, name, { reason }));

  instances
    .command('remove <id>')
    .description('with all its data')
    .requiredOption('--phone <number>', 'of its owner, to be sure that it is the right one')
    .requiredOption('--reason <words>', 'for the audit log')
    .action(async (id: string, body: { phone: string; reason: string }) => {
      await session().agree(`The computer of ${body.phone} and all its data are removed.`);
      await wish(id, 'remove', body);
    });

  instances
    .command('logs <id>')
    .description('its last lines, without secrets')
    .action(async (id: string) => {
      const path = `/instances/${encodeURIComponent(id)}/logs`;
      await session().api.post(path, { shape: z.looseObject({}) });
      const until = Date.now() + logsWaitMs;
      let logs = await session().api.get(path, { shape: Logs });
      while (!logs.answeredAt && Date.now() < until) {
        await sleep(300);
        logs = await session().api.get(path, { shape: Logs });
      }
      if (!logs.answeredAt)
        throw new Failure(
          exitCodes.unavailable,
          'The provisioner does not answer: see whether it runs (/status).',
        );
      session().show(logs, ({ lines, problem }) => {
        for (const line of lines) session().out.line(printable(line));
        if (problem) session().out.line(printable(problem));
      });
    });
};
