import type { DiskState } from '@rockpool/db/domain/disk-state';
import {
  wantedState,
  type Phase,
  type PhaseReason,
  type RunFacts,
  type Wanted,
} from '@rockpool/db/domain/instance';
import { missingParts } from '@rockpool/db/domain/set-up';
import { gatewayToken, type KeyRing } from '@rockpool/db/secrets';
import type { Driver, InstanceSpec } from '../drivers/driver.ts';
import { renderInstanceSpec } from '../render/instance-spec.ts';
import { reached, type Reach } from '../render/reach.ts';
import type { InstanceRow, MoveTurn } from './facts.ts';
import { policyEnds } from './policy-ends.ts';
import type { StoredInstance } from './read-instances.ts';
import { readFeishu, readModel, readSpeech, type OpenUrls } from './settings.ts';

export type LoadOptions = {
  /** of one that is wished to another host; with `now` its row has the reason `moving` */
  takeTurn: (id: string, to: string) => Promise<MoveTurn>;
  read: (id: string) => Promise<StoredInstance | null>;
  keys: KeyRing;
  openUrls: OpenUrls;
  /** addresses that instances reach by others than the portal names */
  reach: readonly Reach[];
  bind: Driver['bind'];
  /** origin of the pages, for the gateways; null: they hear of no platform */
  portalUrl: string | null;
  /** whether instances may run the user's commands */
  exec: boolean;
};

/** Columns besides those that the judgment depends on; `record` compares with those of them that are status. */
export type StatusColumns = {
  handle: string | null;
  endpoint: string | null;
  configHash: string | null;
  lastActivityAt: Date | null;
  channelStatus: unknown;
  /** of its own disk; null: it has none, or nobody told */
  diskState: DiskState | null;
  /** its owner is still to hear what was lost with a host */
  lossUntold: boolean;
};

export type Loaded = {
  id: string;
  now: Date;
  /** when it was read: by the service's clock, and by the machine's in ms */
  readNow: Date;
  readAt: number;
  /** how far the service's clock is ahead of the machine's */
  clockOffsetMs: number;
  wanted: Wanted;
  daysWait: boolean;
  configured: boolean;
  settingsAt: Date | null;
  row: InstanceRow & StatusColumns;
  turn: MoveTurn | null;
  gatewayToken: string;
  spec: { kind: 'spec'; spec: InstanceSpec } | { kind: 'error'; message: string };
  /** values that must not reach a log or a status */
  secrets: string[];
};

const defaultTimeZone = 'Asia/Shanghai';

/** Everything the database says about one instance, at the database's time. Null when there is no such row. */
export async function load(
  { read, takeTurn, keys, openUrls, reach, bind, portalUrl, exec }: LoadOptions,
  id: string,
): Promise<Loaded | null> {
  // Before the question, so that it never counts as newer than it is.
  const readAt = Date.now();
  const found = await read(id);
  if (!found) return null;
  const { now, clockOffsetMs, locale, timeZone, model, speech, channels, row } = found;
  const campaigns = found.entitlements.map(({ policy }) => policyEnds(policy));
  const entitlements: RunFacts[] = found.entitlements.map((each, index) => ({
    grantedDays: each.grantedDays,
    startedAt: instant(each.startedAt),
    expiresAt: instant(each.expiresAt),
    endOfUse: campaigns[index]!.endOfUse,
    endOfRetention: campaigns[index]!.endOfRetention,
  }));
  const isWished = row.moveTo !== null && row.movedFrom === null && row.phase !== 'removed';
  const turn = isWished ? await takeTurn(id, row.moveTo!) : null;
  const token = gatewayToken(keys, id, row.tokenVersion);
  const secrets = [token];
  const spec = tryRender(() => {
    const settings = {
      locale: locale === 'en' ? ('en' as const) : ('zh' as const),
      timeZone: timeZone ?? campaigns.at(-1)?.zone ?? defaultTimeZone,
      gatewayToken: token,
      exec,
      bind,
      portalUrl,
      model: readModel(model, id, keys),
      speech: readSpeech(speech, model, id, keys),
      feishu: readFeishu(channels, id, keys, openUrls),
    };
    secrets.push(
      ...[settings.model?.key, settings.speech?.own?.key, settings.feishu?.appSecret].filter(
        (secret) => secret !== undefined,
      ),
    );
    return renderInstanceSpec(id, row.restarts, reached(settings, reach));
  });
  return {
    id,
    now,
    readNow: now,
    readAt,
    clockOffsetMs,
    wanted: wantedState({ entitlements, suspendedAt: row.suspendedAt, removalAt: row.removalAt }, now),
    daysWait: entitlements.some(
      ({ startedAt, grantedDays, endOfUse }) => !startedAt && grantedDays > 0 && now < endOfUse,
    ),
    configured:
      missingParts({
        model: model && { acceptedAt: instant(model.acceptedAt) },
        channels: channels.map(({ acceptedAt, refusal }) => ({ acceptedAt: instant(acceptedAt), refusal })),
      }).length === 0,
    settingsAt: latest(
      [model?.acceptedAt ?? null, speech?.acceptedAt ?? null, ...channels.map((each) => each.acceptedAt)].map(
        instant,
      ),
    ),
    turn,
    row: {
      ...row,
      phase: row.phase as Phase,
      diskState: row.diskState as DiskState | null,
      phaseReason: turn?.kind === 'now' ? 'moving' : (row.phaseReason as PhaseReason),
    },
    gatewayToken: token,
    spec,
    secrets,
  };
}

/** The last one; null without any. */
function latest(instants: readonly (Date | null)[]): Date | null {
  const times = instants.flatMap((each) => each?.getTime() ?? []);
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}

const instant = (text: string | null) => (text === null ? null : new Date(text));

/** What cannot be rendered (a key that left the ring) is a state of this one instance, not a failure of the reconcile. */
function tryRender(render: () => InstanceSpec): Loaded['spec'] {
  try {
    return { kind: 'spec', spec: render() };
  } catch (error) {
    return { kind: 'error', message: (error as Error).message };
  }
}
