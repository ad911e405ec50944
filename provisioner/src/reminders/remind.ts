/** Reminders of one entitlement: planned, sent by the user's own bot when they are due, recorded. Every step may run twice. */
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import { endOfRetention, endOfUse } from '@rockpool/db/domain/policy';
import { decideReminder, outlook, planReminders } from '@rockpool/db/domain/reminders';
import { scheduleRemind } from '@rockpool/db/jobs';
import { gatewayToken, type KeyRing } from '@rockpool/db/secrets';
import { readSettings } from '@rockpool/db/settings/read';
import type { GatewayAt } from '../gateway-call.ts';
import type { Metrics } from '../metrics.ts';
import { notifyOwner, type Delivery } from './notify.ts';
import {
  noteFailure,
  readEnded,
  readFacts,
  settleReminder,
  writePlan,
  type ReminderFacts,
  type ReminderRow,
} from './store.ts';
import { reminderText } from './texts.ts';

export type RemindDeps = {
  db: Db;
  keys: KeyRing;
  log: Logger;
  metrics: Metrics;
  ending: AbortSignal;
  portalUrl: string | null;
  crashPoint: (moment: string) => void;
};

const retryMs = 30_000;
const retryMsMax = 10 * 60_000;
/** What is sent before the stop is sent by whoever stops; so long after the stop began it is left to them. */
const stopPatienceMs = 30_000;
/** A program that is about to be stopped is not held up for longer than this. */
const lastWordsMs = 10_000;

/** The job: plans, sends what is due, and comes back for what is next. */
export async function remind(deps: RemindDeps, entitlementId: string): Promise<void> {
  const next = await look(deps, entitlementId, null);
  if (next) await scheduleRemind(deps.db, entitlementId, next.at, next.restMs);
}

/** Before a program is stopped because its days are over: the last reminder. Bounded, and never rejects. */
export async function sayLastWords(deps: RemindDeps, instanceId: string, gateway: GatewayAt): Promise<void> {
  const bounded = AbortSignal.any([deps.ending, AbortSignal.timeout(lastWordsMs)]);
  try {
    const entitlementId = await readEnded(deps.db, instanceId);
    if (entitlementId) await look({ ...deps, ending: bounded }, entitlementId, gateway);
  } catch (error) {
    deps.log.warn({ instanceId, err: error }, 'the last reminder could not be sent');
  }
}

type Next = { at: Date; restMs: number };

/** @param stopping the gateway that is about to be stopped, by whoever stops it; null: nobody does here */
async function look(
  deps: RemindDeps,
  entitlementId: string,
  stopping: GatewayAt | null,
): Promise<Next | null> {
  const facts = await readFacts(deps.db, entitlementId);
  if (!facts || facts.phase === 'removed') return null;
  const { now, expiresAt, since, zone, covered } = facts;
  const night = (await readSettings(deps.db))['reminders.night'];
  const plan = planReminders({ expiresAt, since, zone, night }).map((each) => ({
    ...each,
    leftOut: covered ? 'covered' : each.leftOut,
  }));
  const open = await writePlan(deps.db, entitlementId, expiresAt, plan);
  const later: Next[] = [];
  for (const row of open) {
    const step = decideReminder(row, open, expiresAt, now);
    if (step.kind === 'wait') later.push({ at: step.until, restMs: 0 });
    else if (step.kind === 'send') later.push(...(await send(deps, facts, row, stopping)));
    // what was tried in vain is a failure, not a choice
    else if (row.detail) await settle(deps, facts, row, 'failed', row.detail);
    else await settle(deps, facts, row, 'skipped', step.reason);
  }
  return later.sort((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null;
}

async function send(
  deps: RemindDeps,
  facts: ReminderFacts,
  row: ReminderRow,
  stopping: GatewayAt | null,
): Promise<Next[]> {
  const { now, phase, phaseSince, endpoint, instanceId, tokenVersion } = facts;
  const lateMs = now.getTime() - row.dueAt.getTime();
  const runs = phase === 'running' && endpoint !== null;
  if (row.kind === 'expired' && stopping === null) {
    const isLeft = runs || now.getTime() - phaseSince.getTime() < stopPatienceMs;
    if (!isLeft) await settle(deps, facts, row, 'failed', row.detail || 'not_running');
    return isLeft ? [{ at: now, restMs: retryMs }] : [];
  }
  const gateway =
    stopping ?? (runs ? { endpoint, token: gatewayToken(deps.keys, instanceId, tokenVersion) } : null);
  const text = reminderText(wordsOf(facts, row, deps.portalUrl));
  deps.crashPoint('reminder due');
  const delivery: Delivery = gateway
    ? await notifyOwner(gateway, row.id, text, deps.ending)
    : { kind: 'failed', reason: 'not_running' };
  deps.crashPoint('reminder sent');
  if (delivery.kind === 'delivered') {
    // the page has them all
    await settle(deps, facts, row, 'sent', [...new Set(delivery.channels), 'page'].join(' '));
    return [];
  }
  if (stopping) {
    await settle(deps, facts, row, 'failed', delivery.reason);
    return [];
  }
  await noteFailure(deps.db, row.id, delivery.reason);
  return [{ at: now, restMs: Math.min(retryMsMax, Math.max(retryMs, lateMs / 2)) }];
}

async function settle(
  { db, log, metrics }: RemindDeps,
  { instanceId }: ReminderFacts,
  { id, kind }: ReminderRow,
  state: 'sent' | 'skipped' | 'failed',
  detail: string,
): Promise<void> {
  if (!(await settleReminder(db, id, state, detail))) return;
  metrics.reminders.inc({ kind, state });
  log[state === 'failed' ? 'warn' : 'info']({ instanceId, kind, state, detail }, 'reminder');
}

function wordsOf({ policy, ...facts }: ReminderFacts, { kind }: ReminderRow, portalUrl: string | null) {
  const { locale, now, expiresAt, grantedDays } = facts;
  return {
    kind,
    locale,
    now,
    expiresAt,
    portalUrl,
    zone: facts.zone,
    outlook: outlook({
      entitlement: { grantedDays },
      expiresAt,
      totalDaysMax: policy.totalDaysMax,
      endOfUse: endOfUse(policy),
    }),
    keptUntil: endOfRetention(policy),
  };
}
