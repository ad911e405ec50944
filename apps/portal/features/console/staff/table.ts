import { roles } from '@rockpool/db/domain/roles';
import { staffSorts, staffStates, staffTable, type StaffRow } from '@rockpool/db/views/console-staff';
import { z } from 'zod';
import type { CsvColumn } from '../csv.ts';
import { listedTable } from '../table.ts';

const csvColumns: CsvColumn<StaffRow>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'email', cell: ({ email }) => email },
  { head: 'role', cell: ({ role }) => role },
  { head: 'state', cell: ({ state }) => state },
  { head: 'last_seen', cell: (row) => row.last_seen_at },
  { head: 'invited_until', cell: (row) => row.invite_expires_at },
  { head: 'created', cell: (row) => row.created_at },
];

export const listedStaff = listedTable({
  path: '/console/staff',
  permission: 'staff.read',
  view: staffTable,
  file: { name: 'staff.csv', columns: csvColumns },
  sorts: staffSorts,
  first: { sort: 'email', descending: false },
  filters: { q: z.string(), role: z.enum(roles), state: z.enum(staffStates) },
});
