import { tableFile } from '@/features/console/staff-route.ts';
import { listedInstances } from '@/features/instances/table.ts';

export const GET = tableFile(listedInstances);
