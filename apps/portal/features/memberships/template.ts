import { tiers, type Tier } from '@rockpool/db/domain/plan';
import type { CsvColumn } from '../console/csv.ts';

type Row = { phone: string; tier: Tier; validUntil: string };

export const templateColumns: CsvColumn<Row>[] = [
  { head: 'phone', cell: ({ phone }) => phone },
  { head: 'tier', cell: ({ tier }) => tier },
  { head: 'valid_until', cell: ({ validUntil }) => validUntil },
];

/** A row of each plan, as an import reads them. */
export async function* templateRows(): AsyncGenerator<Row, void, void> {
  for (const [n, tier] of tiers.entries())
    yield await Promise.resolve({ phone: `1380013800${n}`, tier, validUntil: '2027-12-31' });
}
