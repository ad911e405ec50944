import { phases } from '@rockpool/db/domain/instance';
import { tiers } from '@rockpool/db/domain/plan';
import { userSorts, usersTable } from '@rockpool/db/views/console-users';
import { z } from 'zod';
import { listedTable } from '../console/table.ts';
import { userCsvColumns } from './columns.tsx';

export const listedUsers = listedTable({
  path: '/console/users',
  permission: 'users.read',
  view: usersTable,
  file: { name: 'users.csv', columns: userCsvColumns },
  sorts: userSorts,
  first: { sort: 'joined', descending: true },
  filters: {
    q: z.string(),
    plan: z.enum([...tiers, 'none']),
    computer: z.enum(['yes', 'no']),
    phase: z.enum(phases),
  },
});
