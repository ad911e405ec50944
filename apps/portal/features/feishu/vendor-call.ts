/**
 * One call to Feishu's servers. The addresses are the operator's, so redirects are errors and nothing else is checked.
 * Errors of the vendor come as HTTP 400 with a JSON body or as HTTP 200 with a code in it: both bodies are handed out.
 */
import { z } from 'zod';

export type VendorAnswer =
  | { kind: 'json'; status: number; json: Record<string, unknown> }
  /** no usable answer; trying again later may help */
  | { kind: 'trouble'; detail: string };

const timeoutMs = 10_000;
const JsonObject = z.record(z.string(), z.unknown());

export async function vendorCall(url: string, init: RequestInit): Promise<VendorAnswer> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (response.status >= 500) return { kind: 'trouble', detail: `HTTP ${response.status}` };
    const json = JsonObject.safeParse(JSON.parse(await response.text()));
    if (!json.success) return { kind: 'trouble', detail: `HTTP ${response.status} without a JSON object` };
    return { kind: 'json', status: response.status, json: json.data };
  } catch (error) {
    return { kind: 'trouble', detail: describe(error) };
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? error.name;
}
