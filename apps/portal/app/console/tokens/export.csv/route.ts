import { tableFile } from '@/features/console/staff-route.ts';
import { listedTokens } from '@/features/console/tokens/table.ts';

export const GET = tableFile(listedTokens);
