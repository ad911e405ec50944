/** Everything an operator does to campaigns: one transaction each, audited with what was and what is. */
import type pg from 'pg';
import type { Actor, AuditDraft } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { decideEdit, decideStock, type EditDecision, type EditProblem } from '../domain/campaign-edit.ts';
import type { EditWarning, WarningReason } from '../domain/campaign-warnings.ts';
import { campaignStatus } from '../domain/campaign-state.ts';
import { endOfUse, type Policy } from '../domain/policy.ts';
import { resumeOffers } from '../ledger/waiting-list.ts';
import {
  readCampaignRecord,
  readHoldings,
  type CampaignName,
  type CampaignRecord,
} from './campaign-record.ts';
import { changeCampaign as change, type CampaignStep as Step } from './campaign-change.ts';
import { addColumns, wakeComputersAt } from './campaign-write.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';

export type CampaignRefusal =
  /** somebody saved meanwhile; `campaign` is how it is now */
  | { kind: 'conflict'; campaign: CampaignRecord }
  | { kind: 'not_found' }
  | { kind: 'slug_taken'; slug: string }
  /** links to it are out in the world */
  | { kind: 'slug_fixed'; slug: string }
  | { kind: 'edit_refused'; problems: EditProblem[]; warnings: EditWarning[] }
  /** say that these were seen, by their reasons in `acknowledged` */
  | { kind: 'unconfirmed'; warnings: EditWarning[] }
  | { kind: 'stock_below_claimed'; claimed: number; held: number; nearest: number }
  /** this does not go with the state that it is in */
  | { kind: 'wrong_state'; state: ReturnType<typeof campaignStatus>['state'] };

export type CampaignResult = { kind: 'saved'; campaign: CampaignRecord; changed: boolean } | CampaignRefusal;

export interface CampaignDraft {
  slug: string;
  name: CampaignName;
  policy: Policy;
  /** null = unlimited */
  stock: number | null;
}

/** A new draft. Shapes are checked by `CampaignSlug`, `CampaignName`, `Stock` and `Policy` where it comes in. */
export function createCampaign(
  db: Db,
  actor: Actor,
  draft: CampaignDraft,
): Promise<CampaignResult | Forbidden> {
  return operate(db, actor, 'campaigns.edit', (connection) => add(connection, draft, 'campaign.create'));
}

/** A draft with another's rules, names and stock. Nobody's claims come along. */
export function cloneCampaign(
  db: Db,
  actor: Actor,
  { id, slug }: { id: string; slug: string },
): Promise<CampaignResult | Forbidden> {
  return operate(db, actor, 'campaigns.edit', async (connection): Promise<Operated<CampaignResult>> => {
    const source = await readCampaignRecord(connection, id);
    if (!source) return { result: { kind: 'not_found' }, audit: null };
    const { name, stock, policy, nextPolicy } = source;
    const draft = { slug, name, stock, policy: nextPolicy ?? policy };
    return add(connection, draft, 'campaign.clone', { from: source.slug });
  });
}

async function add(
  connection: pg.PoolClient,
  draft: CampaignDraft,
  action: AuditDraft['action'],
  more: object = {},
): Promise<Operated<CampaignResult>> {
  const id = await addColumns(connection, draft);
  if (!id) return { result: { kind: 'slug_taken', slug: draft.slug }, audit: null };
  const campaign = (await readCampaignRecord(connection, id))!;
  return {
    result: { kind: 'saved', campaign, changed: true },
    audit: { action, subject: { kind: 'campaign', id }, after: { ...draft, ...more } },
  };
}

export interface CampaignEdit {
  id: string;
  /** the one that the editor's page showed */
  version: number;
  /** absent = stays */
  slug?: string | undefined;
  name?: CampaignName | undefined;
  policy?: Policy | undefined;
  /** reasons of the warnings that the editor saw */
  acknowledged?: readonly WarningReason[] | undefined;
}

/** Names change at once; the policy of a public campaign when the next day of its zone begins. */
export function editCampaign(db: Db, actor: Actor, edit: CampaignEdit): Promise<CampaignResult | Forbidden> {
  return change(db, actor, 'campaigns.edit', edit, async (connection, before) => {
    const { slug = before.slug, name = before.name, policy } = edit;
    if (slug !== before.slug && before.publishedAt && before.publishedAt <= before.now)
      return { kind: 'slug_fixed', slug: before.slug };
    const people = await readHoldings(connection, before.id);
    const decision: EditDecision = policy
      ? decideEdit({ ...before, ...people }, policy, before.now)
      : { kind: 'nothing' };
    if (decision.kind === 'refused') {
      const { problems, warnings } = decision;
      return { kind: 'edit_refused', problems, warnings };
    }
    if (decision.kind === 'nothing') return { action: 'campaign.edit', columns: { slug, name } };
    const unseen = decision.warnings.filter(({ reason }) => !edit.acknowledged?.includes(reason));
    if (unseen.length > 0) return { kind: 'unconfirmed', warnings: unseen };
    const wish = policy!;
    // back to what holds now: whatever was planned is taken back
    const columns = decision.atOnce
      ? { policy: wish, nextPolicy: null, nextPolicyFrom: null }
      : { policy: before.policy, nextPolicy: wish, nextPolicyFrom: decision.from };
    if (!decision.atOnce) await wakeComputersAt(connection, before.id, decision.from);
    return { action: 'campaign.edit', columns: { slug, name, ...columns } };
  });
}

/** Makes a draft public, at once or `at` a later time; until then that can be changed, or taken back with `at` null. */
export function publishCampaign(
  db: Db,
  actor: Actor,
  step: Step & { at?: Date | null | undefined },
): Promise<CampaignResult | Forbidden> {
  return change(db, actor, 'campaigns.edit', step, async (_connection, before) => {
    const { publishedAt, now, policy } = before;
    const isPublic = publishedAt !== null && publishedAt <= now;
    if (isPublic || before.endedAt || endOfUse(policy) <= now) return wrongState(before);
    if (step.at === null) return { action: 'campaign.unpublish', columns: { publishedAt: null } };
    const at = step.at && step.at > now ? step.at : now;
    return { action: 'campaign.publish', columns: { publishedAt: at } };
  });
}

/** No claims until it is resumed; renewals go on. */
export function pauseCampaign(db: Db, actor: Actor, step: Step): Promise<CampaignResult | Forbidden> {
  return change(db, actor, 'campaigns.edit', step, async (_connection, before) => {
    if (!before.publishedAt || before.endedAt) return wrongState(before);
    if (before.pausedAt) return { action: 'campaign.pause', columns: {} };
    return { action: 'campaign.pause', columns: { pausedAt: before.now } };
  });
}

export function resumeCampaign(db: Db, actor: Actor, step: Step): Promise<CampaignResult | Forbidden> {
  return change(db, actor, 'campaigns.edit', step, async (connection, before) => {
    if (!before.publishedAt || before.endedAt) return wrongState(before);
    const { now, pausedAt } = before;
    if (pausedAt) await resumeOffers(connection, before.id, now.getTime() - pausedAt.getTime());
    return { action: 'campaign.resume', columns: { pausedAt: null } };
  });
}

/** Ends it before its time: no claims any more, granted days finish. Cannot be taken back. */
export function endCampaign(
  db: Db,
  actor: Actor,
  step: Step & { reason?: string | undefined },
): Promise<CampaignResult | Forbidden> {
  return change(db, actor, 'campaigns.end', step, async (_connection, before) => {
    if (!before.publishedAt) return wrongState(before);
    if (before.endedAt) return { action: 'campaign.end', columns: {} };
    return { action: 'campaign.end', columns: { endedAt: before.now }, reason: step.reason };
  });
}

/** Holds at once. New places go to who waits first. */
export function changeStock(
  db: Db,
  actor: Actor,
  step: Step & { stock: number | null },
): Promise<CampaignResult | Forbidden> {
  return change(db, actor, 'campaigns.edit', step, async (_connection, before) => {
    const decision = decideStock(before, step.stock);
    if (decision.kind === 'refused') {
      const { claimed, held, nearest } = decision;
      return { kind: 'stock_below_claimed', claimed, held, nearest };
    }
    return { action: 'campaign.stock', columns: { stock: step.stock } };
  });
}

const wrongState = (campaign: CampaignRecord): CampaignRefusal => ({
  kind: 'wrong_state',
  state: campaignStatus(campaign, campaign.now).state,
});
