import { auditTable } from '@rockpool/db/views/audit';
import { z } from 'zod';
import { listedTable } from '../table.ts';
import { auditCsvColumns } from './columns.tsx';

const day = z.iso.date();

export const listedAudit = listedTable({
  path: '/console/audit',
  permission: 'audit.read',
  view: auditTable,
  file: { name: 'audit.csv', columns: auditCsvColumns },
  sorts: ['id'],
  first: { sort: 'id', descending: true },
  filters: {
    actor: z.string(),
    action: z.string().regex(/^[\w.-]+$/),
    subject: z.string(),
    from: day,
    to: day,
  },
});
