import { tableFile } from '@/features/console/staff-route.ts';
import { listedEvents } from '@/features/payments/tables.ts';

export const GET = tableFile(listedEvents);
