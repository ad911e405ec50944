import { env } from '@/env.ts';
import { isOwnOrigin } from '@/features/api/own-origin.ts';
import { setLocale, setTheme } from '@/features/preferences/actions.ts';

export const dynamic = 'force-dynamic';

/** Takes a plain form's `locale` or `theme` and goes back to the front page: the page that has no script. */
export async function POST(request: Request): Promise<Response> {
  const { headers } = request;
  if (!isOwnOrigin(headers.get('origin'), headers.get('host'), env().origin))
    return new Response(null, { status: 403 });
  const form = await request.formData().catch(() => null);
  if (!form) return new Response(null, { status: 400 });
  if (form.has('locale')) await setLocale(form);
  if (form.has('theme')) await setTheme(form);
  return new Response(null, { status: 303, headers: { location: '/' } });
}
