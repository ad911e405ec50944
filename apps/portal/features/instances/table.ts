import { phaseReasons, phases } from '@rockpool/db/domain/instance';
import { instanceSorts } from '@rockpool/db/views/console-instances';
import { z } from 'zod';
import { defineTable } from '../console/table-query.ts';

export const instancesShape = defineTable({
  path: '/console/instances',
  sorts: instanceSorts,
  first: { sort: 'trouble', descending: true },
  filters: { q: z.string(), phase: z.enum(phases), reason: z.enum(phaseReasons) },
});
