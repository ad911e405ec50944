import type { HostRow } from '@rockpool/db/views/hosts';

export type HostAttention =
  | { kind: 'host_silent'; names: string[] }
  /** `count`: computers that wait for a place */
  | { kind: 'no_room'; count: number };

/** What the hosts need somebody for. `homeless`: computers that no host has taken for want of room. Pure. */
export function judgeHosts(
  hosts: readonly Pick<HostRow, 'name' | 'away' | 'accepting' | 'room'>[],
  homeless: number,
): HostAttention[] {
  const found: HostAttention[] = [];
  const silent = hosts.filter(({ away }) => away).map(({ name }) => name);
  // where all are, it is the provisioner that is told of
  if (silent.length > 0 && silent.length < hosts.length) found.push({ kind: 'host_silent', names: silent });
  const taking = hosts.filter(({ away, accepting }) => !away && accepting);
  const isFull = taking.length > 0 && taking.every(({ room }) => room === 0);
  if (isFull || homeless > 0) found.push({ kind: 'no_room', count: homeless });
  return found;
}
