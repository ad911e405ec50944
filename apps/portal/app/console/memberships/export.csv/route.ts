import { tableFile } from '@/features/console/staff-route.ts';
import { listedMemberships } from '@/features/memberships/table.ts';

export const GET = tableFile(listedMemberships);
