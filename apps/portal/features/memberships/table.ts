import { tiers } from '@rockpool/db/domain/plan';
import { membershipSorts, membershipsTable } from '@rockpool/db/views/console-memberships';
import { z } from 'zod';
import { listedTable } from '../console/table.ts';
import { membershipCsvColumns } from './columns.tsx';

export const listedMemberships = listedTable({
  path: '/console/memberships',
  permission: 'memberships.read',
  view: membershipsTable,
  file: { name: 'memberships.csv', columns: membershipCsvColumns },
  sorts: membershipSorts,
  first: { sort: 'checked', descending: true },
  filters: {
    q: z.string(),
    tier: z.enum(tiers),
    valid: z.enum(['yes', 'no']),
    user: z.enum(['consented', 'silent', 'none']),
  },
});
