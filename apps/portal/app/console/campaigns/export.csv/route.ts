import { tableFile } from '@/features/console/staff-route.ts';
import { listedCampaigns } from '@/features/campaigns/table.ts';

export const GET = tableFile(listedCampaigns);
