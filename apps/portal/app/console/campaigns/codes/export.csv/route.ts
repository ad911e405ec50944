import { tableFile } from '@/features/console/staff-route.ts';
import { listedCodes } from '@/features/campaigns/code-table.ts';

export const GET = tableFile(listedCodes);
