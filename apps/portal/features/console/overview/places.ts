import type { HostRow } from '@rockpool/db/views/hosts';

type Host = Pick<HostRow, 'away' | 'accepting' | 'capacity' | 'room'>;

/** Free places where new computers may begin now, and all places; null = some host has no limit. Pure. */
export function sumPlaces(hosts: readonly Host[]): { free: number; all: number } | null {
  let free = 0;
  let all = 0;
  for (const { away, accepting, capacity, room } of hosts) {
    if (capacity === null || room === null) return null;
    all += capacity;
    if (!away && accepting) free += room;
  }
  return { free, all };
}

/** null: there is no limit to tell. */
export const placesText = (
  places: { free: number; all: number } | null,
  format: Intl.NumberFormat,
): string | null => places && `${format.format(places.free)} / ${format.format(places.all)}`;
