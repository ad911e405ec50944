import { openApiDocument } from '@/features/operator-api/open-api.ts';

/** For everybody: it says what there is, and nothing that somebody stored. */
export const dynamic = 'force-static';

export function GET(): Response {
  return Response.json(openApiDocument(), { headers: { 'access-control-allow-origin': '*' } });
}
