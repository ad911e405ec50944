/** The tool `cron`: tasks that run later or again and again, and reminders. */
import type { Tool, ToolContext, ToolResult } from '../agent/tool.ts';
import { catchUps } from '../cron/decide.ts';
import type { CronDesk, JobWish } from '../cron/desk.ts';
import type { CronRun, StoredJob } from '../cron/job.ts';
import type { Requester } from '../cron/target.ts';
import { showSchedule, showTarget } from '../cron/texts.ts';
import { showInstant } from '../cron/when.ts';
import { whenOf } from '../cron/wish.ts';
import { shorten } from '../shorten.ts';
import { ArgumentError, textArgument } from './arguments.ts';

const actions = ['add', 'list', 'update', 'remove', 'run', 'runs', 'pause', 'resume'] as const;
const sessions = ['isolated', 'main'] as const;
const text = { type: 'string' };
const runsShown = 10;
const resultCharsMax = 500;

export type CronTools = {
  desk: CronDesk;
  requester(message: ToolContext['message'], turn: ToolContext): Requester | null;
  /** of the user */
  zone(): string;
  now(): number;
};

export function cronTool(room: CronTools): Tool {
  return {
    name: 'cron',
    description:
      'Scheduled tasks and reminders; results come to this chat. when: cron expression, "every 30m", "in 20m", "09:00" or "2026-12-01 09:00". message: what you do each time; say: words sent as they are.',
    parameters: {
      type: 'object',
      properties: {
        action: { type: 'string', enum: [...actions] },
        id: text,
        name: text,
        when: text,
        message: text,
        say: text,
        to: { type: 'string', description: 'here, me, none, chat id or name, webhook URL' },
        secret: text,
        zone: text,
        catchUp: { type: 'string', enum: [...catchUps] },
      },
      required: ['action'],
    },
    run(input, context) {
      const requester = room.requester(context.message, context);
      if (requester === null) return answer('Tasks cannot be made from here; ask in the chat itself.', false);
      const action = oneOf(input, 'action', actions);
      if (action === null) throw new ArgumentError(`"action" must be one of ${actions.join(', ')}.`);
      return answer(...act(room, requester, action, input, context));
    },
  };
}

function act(
  room: CronTools,
  requester: Requester,
  action: (typeof actions)[number],
  input: Record<string, unknown>,
  context: ToolContext,
): [string, boolean?] {
  const { desk, now } = room;
  const clock = `Now it is ${showInstant(now(), room.zone())} (${room.zone()}).`;
  const key = `${context.turnId} ${context.callId}`;
  if (action === 'list') {
    const jobs = desk.list(requester);
    return [[...(jobs.length === 0 ? ['No tasks.'] : jobs.map(lineOf)), clock].join('\n')];
  }
  if (action === 'add') {
    const made = desk.add(wishOf(input), requester, key);
    return made.kind === 'refused'
      ? [`${made.message} ${clock}`, false]
      : [`Made: ${lineOf(made.job)}. ${clock}`];
  }
  const id = textArgument(input, 'id');
  const job = desk.find(id, requester);
  if (job === null) return [`There is no task ${id.slice(0, 40)} here; list shows those there are.`, false];
  switch (action) {
    case 'update':
    case 'pause':
    case 'resume': {
      const made = action === 'update' ? desk.update(job, wishOf(input), requester) : desk[action](job);
      return made.kind === 'refused'
        ? [`${made.message} ${clock}`, false]
        : [`${lineOf(made.job)}. ${clock}`];
    }
    case 'remove':
      desk.remove(job);
      return [`Removed ${job.id} "${job.name}".`];
    case 'run':
      desk.run(job, key.replace(/\W+/g, '-').slice(-40));
      return [`${job.id} begins now; its result goes to ${showTarget(job.target, 'en')}.`];
    case 'runs': {
      const lines = desk.runsOf(job, runsShown).map((run) => runLine(run, job.zone));
      return [lines.join('\n') || 'No runs yet.'];
    }
  }
}

/** `zone` as others name it */
const zoneNames = ['zone', 'timeZone', 'timezone', 'tz'] as const;
const known = new Set<string>([
  'action',
  'id',
  'name',
  'when',
  'schedule',
  'every',
  'at',
  'in',
  'message',
  'say',
  'to',
  'webhook',
  'secret',
  'catchUp',
  'session',
  ...zoneNames,
]);

/** Throws for words that mean nothing here: a task with a time zone left out would run at another hour than was wished. */
function wishOf(input: Record<string, unknown>): JobWish {
  const foreign = Object.keys(input).find((name) => !known.has(name));
  if (foreign !== undefined)
    throw new ArgumentError(
      `There is no "${shorten(foreign, 40)}"; there are when, message, say, name, to, secret, zone and catchUp.`,
    );
  const optional = (name: string): string | null =>
    input[name] === undefined || input[name] === null ? null : textArgument(input, name);
  const when: JobWish['when'] = whenOf(optional('when') ?? '');
  // as others name them
  for (const name of ['schedule', 'every', 'at', 'in'] as const) {
    const value = optional(name);
    if (value !== null && value !== '') when[name] = value;
  }
  const [message, say] = [optional('message'), optional('say')];
  if (message !== null && message !== '' && say !== null && say !== '')
    throw new ArgumentError('Give either "message" or "say".');
  return {
    when,
    name: optional('name') ?? '',
    to: optional('to'),
    webhook: optional('webhook'),
    secret: optional('secret'),
    zone: zoneNames.map(optional).find(Boolean) ?? null,
    task: say ? { kind: 'say', text: say } : message === null ? null : { kind: 'ask', text: message },
    catchUp: oneOf(input, 'catchUp', catchUps),
    session: oneOf(input, 'session', sessions),
  };
}

function oneOf<const T extends string>(
  input: Record<string, unknown>,
  name: string,
  allowed: readonly T[],
): T | null {
  const value = input[name];
  if (value === undefined || value === null || value === '') return null;
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new ArgumentError(`"${name}" must be one of ${allowed.join(', ')}.`);
  return found;
}

function lineOf(job: StoredJob): string {
  const next = job.nextAt === null ? job.state : `next ${showInstant(job.nextAt, job.zone)}`;
  const why = job.reason === '' ? '' : ` (${job.reason.slice(0, 120)})`;
  return `${job.id} "${job.name}": ${showSchedule(job.schedule, job.zone, 'en')}, ${next}${why}, to ${showTarget(job.target, 'en')}`;
}

function runLine(run: CronRun, zone: string): string {
  const rest = [run.error, shorten(run.text, resultCharsMax)].filter((part) => part !== '').join(' · ');
  return `${showInstant(run.scheduledAt, zone)} ${run.trigger} ${run.state}${rest === '' ? '' : `: ${rest}`}`;
}

function answer(output: string, ok = true): Promise<ToolResult> {
  return Promise.resolve({ output, ok });
}
