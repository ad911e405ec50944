import { tableFile } from '@/features/console/staff-route.ts';
import { listedPurchases } from '@/features/payments/tables.ts';

export const GET = tableFile(listedPurchases);
