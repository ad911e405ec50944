import { waitingSorts, waitingTable } from '@rockpool/db/views/console-waiting';
import { z } from 'zod';
import { listedTable } from '../console/table.ts';
import { waitingCsvColumns } from './waiting-columns.tsx';

export const listedWaiting = listedTable({
  path: '/console/campaigns/waiting-list',
  permission: 'campaigns.read',
  view: waitingTable,
  file: { name: 'waiting-list.csv', columns: waitingCsvColumns },
  sorts: waitingSorts,
  first: { sort: 'joined', descending: false },
  filters: { q: z.string(), campaign: z.string(), offer: z.enum(['yes', 'no']) },
});
