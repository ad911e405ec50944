import { tableFile } from '@/features/console/staff-route.ts';
import { listedPlanPayments } from '@/features/payments/tables.ts';

export const GET = tableFile(listedPlanPayments);
