import { listedAudit } from '@/features/console/audit/table.ts';
import { tableFile } from '@/features/console/staff-route.ts';

export const GET = tableFile(listedAudit);
