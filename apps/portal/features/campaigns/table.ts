import { campaignSorts, campaignsTable } from '@rockpool/db/views/console-campaigns';
import { z } from 'zod';
import { listedTable } from '../console/table.ts';
import { campaignCsvColumns } from './columns.tsx';

export const listedCampaigns = listedTable({
  path: '/console/campaigns',
  permission: 'campaigns.read',
  view: campaignsTable,
  file: { name: 'campaigns.csv', columns: campaignCsvColumns },
  sorts: campaignSorts,
  first: { sort: 'created', descending: true },
  filters: { q: z.string() },
});
