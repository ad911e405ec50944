import { campaignSorts } from '@rockpool/db/views/console-campaigns';
import { z } from 'zod';
import { defineTable } from '../console/table-query.ts';

export const campaignsShape = defineTable({
  path: '/console/campaigns',
  sorts: campaignSorts,
  first: { sort: 'created', descending: true },
  filters: { q: z.string() },
});
