import { tableFile } from '@/features/console/staff-route.ts';
import { listedStaff } from '@/features/console/staff/table.ts';

export const GET = tableFile(listedStaff);
