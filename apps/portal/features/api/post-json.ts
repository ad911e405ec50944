/** A page's POST to this portal. A network that is gone is an answer too: `reason: 'offline'`. */
export type Refused = { ok: false; reason: string; detail: string };

/** `T` is what the route answers; a session that ended leads to the sign-in page. */
export async function postJson<T extends { ok: boolean }>(url: string, body: unknown): Promise<T | Refused> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    return (await response.json()) as T;
  } catch {
    return { ok: false, reason: 'offline', detail: '' };
  }
}
