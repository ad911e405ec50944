import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a request's signature covers. Names of `headers` are small letters. */
export interface SignedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: string;
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
/** RFC 3986: encodeURIComponent leaves five characters alone that Aliyun encodes. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** ACS3-HMAC-SHA256, Aliyun's signature version 3. */
function signatureOf(request: SignedRequest, signedHeaders: string[], secret: string): string {
  const { method, path, query, headers, body } = request;
  const parameters = [...query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const lines = signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('');
  const canonical = [method, path, parameters, lines, signedHeaders.join(';'), sha256(body)].join('\n');
  return createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
}

const form = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/;
const needed = [
  'host',
  'x-acs-action',
  'x-acs-version',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-content-sha256',
];
const ageMsMax = 15 * 60_000;

/** Null when it holds, else Aliyun's code of what is wrong. */
export function signatureProblem(
  request: SignedRequest,
  keys: { id: string; secret: string },
  nowMs: number,
): string | null {
  const [, id, names = '', signature = ''] = form.exec(request.headers.authorization ?? '') ?? [];
  if (!id) return 'IncompleteSignature';
  if (id !== keys.id) return 'InvalidAccessKeyId.NotFound';
  const signed = names.split(';');
  if (!needed.every((name) => signed.includes(name))) return 'IncompleteSignature';
  if (request.headers['x-acs-content-sha256'] !== sha256(request.body)) return 'SignatureDoesNotMatch';
  const age = Math.abs(nowMs - Date.parse(request.headers['x-acs-date'] ?? ''));
  if (!(age <= ageMsMax)) return 'InvalidTimeStamp.Expired';
  const right = signatureOf(request, signed, keys.secret);
  return timingSafeEqual(Buffer.from(right), Buffer.from(signature)) ? null : 'SignatureDoesNotMatch';
}
