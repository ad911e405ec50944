import { codeSorts, codesTable, codeStates } from '@rockpool/db/views/console-codes';
import { z } from 'zod';
import { listedTable } from '../console/table.ts';
import { codeCsvColumns } from './code-columns.tsx';

export const listedCodes = listedTable({
  path: '/console/campaigns/codes',
  permission: 'campaigns.read',
  view: codesTable,
  file: { name: 'codes.csv', columns: codeCsvColumns },
  sorts: codeSorts,
  first: { sort: 'created', descending: true },
  filters: { q: z.string(), campaign: z.string(), state: z.enum(codeStates) },
});
