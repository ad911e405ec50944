import { tableFile } from '@/features/console/staff-route.ts';
import { listedUsers } from '@/features/users/table.ts';

export const GET = tableFile(listedUsers);
