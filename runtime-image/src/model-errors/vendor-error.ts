export type VendorError = { code: string; type: string; message: string };

/** The error object inside a body: `{error:{code,message}}`, `{code,message}` or `{error:"text"}`; null when it is not JSON. */
export function readVendorError(body: string): VendorError | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const outer = parsed as Record<string, unknown>;
  const inner =
    typeof outer.error === 'object' && outer.error !== null
      ? (outer.error as Record<string, unknown>)
      : outer;
  const word = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return {
    // it is shown and logged: a code, never a sentence that quotes what was asked
    code: /^[\w.:-]{1,64}$/.exec(word(inner.code))?.[0] ?? '',
    type: word(inner.type),
    message: word(inner.message) || word(outer.error) || word(outer.msg),
  };
}
