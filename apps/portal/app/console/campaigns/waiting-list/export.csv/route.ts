import { tableFile } from '@/features/console/staff-route.ts';
import { listedWaiting } from '@/features/campaigns/waiting-table.ts';

export const GET = tableFile(listedWaiting);
