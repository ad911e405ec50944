import { campaignsTable } from '@rockpool/db/views/console-campaigns';
import { streamTable } from '@rockpool/db/views/table';
import { db } from '@/db.ts';
import { campaignCsvColumns } from '@/features/campaigns/columns.tsx';
import { campaignsShape } from '@/features/campaigns/table.ts';
import { csvResponse, csvRowsMax } from '@/features/console/csv.ts';
import { tableCsv } from '@/features/console/staff-route.ts';

export const GET = tableCsv('campaigns.read', campaignsShape, (query) =>
  csvResponse('campaigns.csv', campaignCsvColumns, streamTable(db(), campaignsTable, query, csvRowsMax)),
);
