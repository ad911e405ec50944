import type { InstanceFacts } from '@rockpool/db/views/console-instance';

type Facts = Pick<InstanceFacts, 'host' | 'moveTo' | 'movedFrom'>;

export interface Move {
  /** `stopping`: its old host still has it; `copying`: its new one fetches the volume; `returning`: it is taken back */
  step: 'stopping' | 'copying' | 'returning';
  from: string;
  to: string;
}

/** The move that is under way; null = none. Pure. */
export function moveUnderWay({ host, moveTo, movedFrom }: Facts): Move | null {
  if (host === null) return null;
  if (movedFrom !== null)
    return moveTo === movedFrom
      ? { step: 'returning', from: host, to: movedFrom }
      : { step: 'copying', from: movedFrom, to: host };
  return moveTo === null ? null : { step: 'stopping', from: host, to: moveTo };
}
