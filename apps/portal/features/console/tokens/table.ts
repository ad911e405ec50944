import { roles } from '@rockpool/db/domain/roles';
import { tokenSorts, tokensTable, tokenStates, type TokenRow } from '@rockpool/db/views/console-tokens';
import { z } from 'zod';
import type { CsvColumn } from '../csv.ts';
import { listedTable } from '../table.ts';

const csvColumns: CsvColumn<TokenRow>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'name', cell: ({ name }) => name },
  { head: 'ends_with', cell: ({ hint }) => hint },
  { head: 'role', cell: ({ role }) => role },
  { head: 'owner', cell: ({ owner }) => owner },
  { head: 'state', cell: ({ state }) => state },
  { head: 'last_used', cell: (row) => row.last_used_at },
  { head: 'expires', cell: (row) => row.expires_at },
  { head: 'created', cell: (row) => row.created_at },
];

export const listedTokens = listedTable({
  path: '/console/tokens',
  permission: 'settings.read',
  view: tokensTable,
  file: { name: 'tokens.csv', columns: csvColumns },
  sorts: tokenSorts,
  first: { sort: 'created', descending: true },
  filters: { q: z.string(), role: z.enum(roles), state: z.enum(tokenStates) },
});
