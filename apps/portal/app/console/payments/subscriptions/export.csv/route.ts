import { tableFile } from '@/features/console/staff-route.ts';
import { listedSubscriptions } from '@/features/payments/tables.ts';

export const GET = tableFile(listedSubscriptions);
