import { phases } from '@rockpool/db/domain/instance';
import { tiers } from '@rockpool/db/domain/plan';
import { userSorts } from '@rockpool/db/views/console-users';
import { z } from 'zod';
import { defineTable } from '../console/table-query.ts';

export const usersShape = defineTable({
  path: '/console/users',
  sorts: userSorts,
  first: { sort: 'joined', descending: true },
  filters: {
    q: z.string(),
    plan: z.enum([...tiers, 'none']),
    computer: z.enum(['yes', 'no']),
    phase: z.enum(phases),
  },
});
