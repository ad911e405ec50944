import { CronJobList, CronJobView, CronRunList } from '../control/cron.ts';
import type { Process } from '../program.ts';
import { CliError } from './command.ts';
import { readOptions } from './options.ts';
import { findGateway, type RunningGateway } from './running-gateway.ts';

const changes = ['run', 'pause', 'resume', 'remove'];

export async function cron(args: string[], program: Process): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, words } = readOptions(
    args,
    {
      ...{ schedule: text, every: text, at: text, in: text, message: text, say: text, to: text, zone: text },
      ...{ secret: text, name: text, 'catch-up': text, json: { type: 'boolean' } },
    },
    2,
  );
  const [action = 'list', id = ''] = words;
  const gateway = findGateway(program);
  if (action === 'list') return list(gateway, values.json === true, program);
  if (action === 'add') {
    const { json: _, 'catch-up': catchUp, ...wish } = values;
    const made = CronJobView.parse(await gateway.call('POST', '/control/cron', { ...wish, catchUp }));
    program.out(`${line(made)}\n`);
    return 0;
  }
  if (action !== 'runs' && !changes.includes(action))
    throw new CliError(
      `cron takes list, add, runs ID, ${changes.map((each) => `${each} ID`).join(', ')}.`,
      2,
    );
  if (!/^[a-z0-9]{6}$/.test(id))
    throw new CliError('A task has an id of 6 letters and digits; "cron list" shows it.', 2);
  if (action === 'runs') return runs(gateway, id, values.json === true, program);
  const job = CronJobView.parse(await gateway.call('POST', `/control/cron/${id}/${action}`, {}));
  program.out(action === 'remove' ? `Removed: ${job.name || job.id}\n` : `${line(job)}\n`);
  return 0;
}

async function list(gateway: RunningGateway, json: boolean, program: Process): Promise<number> {
  const found = CronJobList.parse(await gateway.call('GET', '/control/cron'));
  if (json) program.out(`${JSON.stringify(found.jobs)}\n`);
  else program.out(`${found.jobs.map(line).join('\n') || 'There are no tasks.'}\n`);
  if (!found.enabled) program.err('Scheduled tasks are switched off (cron.enabled).\n');
  return 0;
}

async function runs(gateway: RunningGateway, id: string, json: boolean, program: Process): Promise<number> {
  const found = CronRunList.parse(await gateway.call('GET', `/control/cron/${id}/runs`)).runs;
  if (json) program.out(`${JSON.stringify(found)}\n`);
  else
    program.out(
      `${
        found
          .map(({ scheduledAt, state, trigger, error, text }) =>
            [scheduledAt, state.padEnd(10), trigger, error || text.split('\n', 1)[0]?.slice(0, 80)].join(
              '  ',
            ),
          )
          .join('\n') || 'It has not run yet.'
      }\n`,
    );
  return 0;
}

const line = ({ id, state, schedule, zone, nextAt, name, target, reason }: CronJobView): string =>
  [id, state, `${schedule} (${zone})`, `next ${nextAt ?? '-'}`, `to ${target}`, name, reason]
    .filter(Boolean)
    .join('  ');
