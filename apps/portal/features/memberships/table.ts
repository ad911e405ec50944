import { tiers } from '@rockpool/db/domain/plan';
import { membershipSorts } from '@rockpool/db/views/console-memberships';
import { z } from 'zod';
import { defineTable } from '../console/table-query.ts';

export const membershipsShape = defineTable({
  path: '/console/memberships',
  sorts: membershipSorts,
  first: { sort: 'checked', descending: true },
  filters: {
    q: z.string(),
    tier: z.enum(tiers),
    valid: z.enum(['yes', 'no']),
    user: z.enum(['consented', 'silent', 'none']),
  },
});
