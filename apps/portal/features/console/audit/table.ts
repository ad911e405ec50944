import { z } from 'zod';
import { defineTable } from '../table-query.ts';

const day = z.iso.date();

export const auditShape = defineTable({
  path: '/console/audit',
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
