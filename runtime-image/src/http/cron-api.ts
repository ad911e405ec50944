/** `/control/cron*`: scheduled tasks for whoever holds the gateway's token. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { CronWish, type CronJobList, type CronJobView, type CronRunList } from '../control/cron.ts';
import type { Made } from '../cron/desk.ts';
import type { StoredJob } from '../cron/job.ts';
import { showSchedule, showTarget } from '../cron/texts.ts';
import type { Gateway } from '../gateway.ts';
import { HttpError, parseBody, sendJson } from './request.ts';

/** those that run next first; finished ones are last */
const jobsShown = 1_000;

/** False when the endpoint is none of these. */
export async function handleCron(
  gateway: Gateway,
  method: string,
  pathname: string,
  readBody: () => Promise<unknown>,
  response: ServerResponse,
): Promise<boolean> {
  const match = /^\/control\/cron(?:\/([a-z0-9]{6})\/(run|runs|pause|resume|remove))?$/.exec(pathname);
  if (match === null) return false;
  const [, id, action] = match;
  const { desk } = gateway.cron;
  const operator = gateway.cron.operator();
  if (id === undefined) {
    if (method === 'POST') sendJson(response, 201, await make(gateway, readBody));
    else if (method === 'GET') sendJson(response, 200, listJobs(gateway));
    else return false;
    return true;
  }
  if (method !== (action === 'runs' ? 'GET' : 'POST')) return false;
  const job = desk.find(id, operator);
  if (job === null) throw new HttpError(404, 'not_found', 'There is no such task.');
  switch (action) {
    case 'runs':
      sendJson(response, 200, listRuns(gateway, job));
      return true;
    case 'run':
      desk.run(job, `http-${randomUUID()}`);
      break;
    case 'pause':
      desk.pause(job);
      break;
    case 'resume':
      toView(desk.resume(job));
      break;
    case 'remove':
      desk.remove(job);
      break;
  }
  sendJson(response, 200, viewOf(desk.find(id, operator) ?? job));
  return true;
}

async function make(gateway: Gateway, readBody: () => Promise<unknown>): Promise<CronJobView> {
  const { id, message, say, schedule, every, at, in: after, ...wish } = parseBody(CronWish, await readBody());
  const { cron } = gateway;
  const when = Object.fromEntries(
    Object.entries({ schedule, every, at, in: after }).filter(([, value]) => value !== undefined),
  );
  const text = say ?? message;
  const made = cron.desk.add(
    {
      when,
      name: wish.name ?? '',
      zone: wish.zone ?? null,
      catchUp: wish.catchUp ?? null,
      to: wish.to ?? null,
      webhook: null,
      secret: wish.secret ?? null,
      session: null,
      task: text === undefined ? null : { kind: say === undefined ? 'ask' : 'say', text },
    },
    cron.operator(),
    `http ${id ?? randomUUID()}`,
  );
  return toView(made);
}

function toView(made: Made): CronJobView {
  if (made.kind === 'refused') throw new HttpError(400, 'invalid_request_error', made.message);
  return viewOf(made.job);
}

function listJobs(gateway: Gateway): CronJobList {
  const { cron, timeZone } = gateway.config();
  const jobs = gateway.cron.desk.list(gateway.cron.operator()).slice(0, jobsShown).map(viewOf);
  return { enabled: cron.enabled, timeZone, jobs };
}

function viewOf(job: StoredJob): CronJobView {
  return {
    id: job.id,
    name: job.name,
    agentId: job.agentId,
    zone: job.zone,
    catchUp: job.catchUp,
    state: job.state,
    reason: job.reason,
    failures: job.failures,
    task: job.task,
    schedule: showSchedule(job.schedule, job.zone, 'en'),
    target: showTarget(job.target, 'en'),
    nextAt: instant(job.nextAt),
    createdAt: new Date(job.createdAt).toISOString(),
  };
}

function listRuns({ cron }: Gateway, job: StoredJob): CronRunList {
  return {
    runs: cron.desk.runsOf(job, 100).map((run) => ({
      id: run.id,
      trigger: run.trigger,
      state: run.state,
      text: run.text,
      error: run.error,
      scheduledAt: new Date(run.scheduledAt).toISOString(),
      startedAt: instant(run.startedAt),
      endedAt: instant(run.endedAt),
    })),
  };
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
