/** What `decide` judges: plain values of one moment. */
import type { Phase, PhaseReason, Wanted } from '@rockpool/db/domain/instance';
import type { GatewayStatus } from '@rockpool/gateway/control';
import type { Observation } from '../drivers/driver.ts';

/** The columns of the instance that the judgment depends on. */
export type InstanceRow = {
  /** where it lives; null until a provisioner took it */
  host: string | null;
  /** an operator's wish */
  moveTo: string | null;
  /** its volume is still to be fetched from there */
  movedFrom: string | null;
  /** a copy of its volume, from before the last move, is still to be removed there */
  remainsOn: string | null;
  /** an operator gave its volume up: whatever is found of it is old */
  startsEmpty: boolean;
  phase: Phase;
  phaseReason: PhaseReason;
  phaseDetail: string;
  phaseSince: Date;
  specVersion: number;
  specVersionSeen: number;
  restarts: number;
  restartsSeen: number;
  failures: number;
  retryAt: Date | null;
  readyAt: Date | null;
  verifiedAt: Date | null;
};

/** What a start now would run; an error when the settings cannot be rendered. */
export type WantedRun =
  | {
      kind: 'spec';
      filesHash: string;
      restarts: number;
      /** null: the program cannot be found now */ launch: string | null;
    }
  | { kind: 'error'; message: string };

/** `upMs`: since the program was started, by the machine's clock. */
export type Seen =
  | { state: 'unknown'; message: string }
  | { state: 'absent' }
  /** what an import left that did not come to its end */
  | { state: 'half' }
  /** `ended`: how it ended by itself, a sentence without secrets; null when it was asked to, or never ran */
  | { state: 'stopped'; ended: string | null }
  | (Extract<Observation, { state: 'starting' | 'running' }> & { upMs: number });

export type GatewayAnswer =
  { state: 'silent'; message: string } | { state: 'answers'; status: GatewayStatus };

/**
 * Whether one that is wished elsewhere may leave now. later: too many are on their way (line), the other host is silent (away), or
 * the other one could not fetch from here (no_address).
 */
export type MoveTurn = { kind: 'now' } | { kind: 'later'; why: 'line' | 'away' | 'no_address' };

export type Facts = {
  now: Date;
  wanted: Wanted;
  /** days that were granted wait for the first run */
  daysWait: boolean;
  /** model and channel credentials are accepted */
  configured: boolean;
  /** when credentials were last accepted; null: none are */
  settingsAt: Date | null;
  row: InstanceRow;
  /** null: nobody wishes it elsewhere, or it is on its way */
  turn: MoveTurn | null;
  run: WantedRun;
  seen: Seen;
  /** null unless `seen` is running */
  gateway: GatewayAnswer | null;
};
