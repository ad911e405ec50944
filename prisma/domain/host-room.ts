/** Which host takes a computer, when nobody names one. */

export interface HostRoom {
  name: string;
  /** computers that may live there; null = no limit */
  capacity: number | null;
  /** computers that live there, are wished to it, or were handed over and not fetched yet */
  taken: number;
  /** places left, 0 or more; null = no limit */
  room: number | null;
  /** new computers may begin there */
  accepting: boolean;
  /** not seen for 60 s */
  away: boolean;
}

export const takesMore = ({ accepting, away, room }: HostRoom): boolean => accepting && !away && room !== 0;

/** 0 = empty, 1 = full; without a limit always 0. */
const fullness = ({ capacity, taken }: Pick<HostRoom, 'capacity' | 'taken'>): number =>
  capacity === null ? 0 : capacity === 0 ? 1 : Math.min(taken / capacity, 1);

/** The least full of those that take more, then the one with the fewest computers; null when none does. */
export function emptiest<Host extends HostRoom>(hosts: readonly Host[]): Host | null {
  const [first] = hosts
    .filter(takesMore)
    .sort((a, b) => fullness(a) - fullness(b) || a.taken - b.taken || a.name.localeCompare(b.name));
  return first ?? null;
}

/** Hosts for `count` computers one after the other, each the emptiest then; fewer where the room ends before. */
export function spread(hosts: readonly HostRoom[], count: number): string[] {
  let now = [...hosts];
  const chosen: string[] = [];
  for (let next = emptiest(now); next && chosen.length < count; next = emptiest(now)) {
    const { name } = next;
    chosen.push(name);
    now = now.map((host) => (host.name === name ? withOneMore(host) : host));
  }
  return chosen;
}

const withOneMore = (host: HostRoom): HostRoom => ({
  ...host,
  taken: host.taken + 1,
  room: host.room === null ? null : host.room - 1,
});
