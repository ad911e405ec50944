import { routesOf } from '@/features/operator-api/portal-route.ts';

export const dynamic = 'force-dynamic';

export const { POST } = routesOf('/hosts/{name}/lose');
