'use client';
import { useState } from 'react';
import { postJson, type Refused } from '../api/post-json.ts';

/** One button's POST: whether it runs, and how it was refused last. */
export function usePost<T extends { ok: boolean }>(url: string) {
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  async function post(body: unknown): Promise<T | Refused> {
    setBusy(true);
    setRefused(null);
    const result = await postJson<T>(url, body);
    setBusy(false);
    if (!result.ok) setRefused(result as Refused);
    return result;
  }
  return { post, isBusy, refused, clear: () => setRefused(null) };
}
