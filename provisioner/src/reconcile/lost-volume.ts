/** A computer whose volume is gone goes on with an empty one, and says so for as long as it does. */
import { sayDetail } from '@rockpool/db/domain/phase-detail';
import type { Facts, InstanceRow } from './facts.ts';

/** Stays in the detail of an instance that lost its data, until it is stopped or fails. */
export const volumeMissing = sayDetail('volume_missing', {});

/** It ran, nobody removed it, and nothing of it is there. */
export const hasLostVolume = ({ seen, row }: Facts) =>
  seen.state === 'absent' && row.readyAt !== null && row.phase !== 'removed';

export const lastingDetail = ({ phaseDetail }: InstanceRow) =>
  phaseDetail === volumeMissing ? phaseDetail : '';
