/** next-auth's two calls for a sign-in by credentials, without its client library. */
import { signInRefusals, type SignInRefusal } from './refusals.ts';

export type SubmitResult = { ok: true } | { ok: false; refusal: SignInRefusal | 'unavailable' };

/** Never throws. On `ok` the session cookie is set. */
export async function submitCode(phone: string, code: string): Promise<SubmitResult> {
  try {
    const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string };
    const response = await fetch('/api/auth/callback/credentials', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrfToken, phone, code, link: isLinking() ? 'yes' : 'no', json: 'true' }),
    });
    if (response.ok) return { ok: true };
    const { url } = (await response.json()) as { url: string };
    const said = new URL(url, location.origin).searchParams.get('error');
    return { ok: false, refusal: signInRefusals.find((refusal) => refusal === said) ?? 'unavailable' };
  } catch {
    return { ok: false, refusal: 'unavailable' };
  }
}

/** Whether the page says that an account of the identity provider waits for this number. */
const isLinking = () => new URLSearchParams(location.search).get('error') === 'phone_needed';
