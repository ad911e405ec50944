import { CronJobList, CronJobView, CronRunList } from '../control/cron.ts';
import { catchUps } from '../cron/decide.ts';
import type { Process } from '../program.ts';
import { shorten } from '../shorten.ts';
import { CliError } from './command.ts';
import { readOptions } from './options.ts';
import { findGateway, type RunningGateway } from './running-gateway.ts';

const changes = ['run', 'pause', 'resume', 'remove'];

export async function cron(args: string[], program: Process): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, words } = readOptions(
    args,
    {
      schedule: text,
      every: text,
      at: text,
      in: text,
      message: text,
      say: text,
      to: text,
      zone: text,
      secret: text,
      name: text,
      'catch-up': text,
      json: { type: 'boolean' },
    },
    2,
  );
  const [action = 'list', id = ''] = words;
  const gateway = findGateway(program);
  if (id !== '' && ['list', 'add'].includes(action))
    throw new CliError(`${action} takes no "${shorten(id, 40)}".`, 2);
  if (action === 'list') return list(gateway, values.json === true, program);
  if (action === 'add') {
    const { json: _, 'catch-up': catchUp, ...wish } = values;
    if (catchUp !== undefined && !catchUps.some((each) => each === catchUp))
      throw new CliError(`--catch-up is one of ${catchUps.join(', ')}.`, 2);
    const made = await gateway.call('POST', '/control/cron', CronJobView, { ...wish, catchUp });
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
  const job = await gateway.call('POST', `/control/cron/${id}/${action}`, CronJobView, {});
  program.out(action === 'remove' ? `Removed: ${job.name || job.id}\n` : `${line(job)}\n`);
  return 0;
}

async function list(gateway: RunningGateway, json: boolean, program: Process): Promise<number> {
  const found = await gateway.call('GET', '/control/cron', CronJobList);
  if (json) program.out(`${JSON.stringify(found.jobs)}\n`);
  else program.out(`${found.jobs.map(line).join('\n') || 'There are no tasks.'}\n`);
  if (!found.enabled) program.err('Scheduled tasks are switched off (cron.enabled).\n');
  return 0;
}

async function runs(gateway: RunningGateway, id: string, json: boolean, program: Process): Promise<number> {
  const { runs: found } = await gateway.call('GET', `/control/cron/${id}/runs`, CronRunList);
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

const line = ({ id, state, schedule, nextAt, catchUp, name, target, reason }: CronJobView): string =>
  [id, state, schedule, `next ${nextAt ?? '-'}`, `catch-up ${catchUp}`, `to ${target}`, name, reason]
    .filter(Boolean)
    .join('  ');
