import { createHmac, randomBytes } from 'node:crypto';

export const signatureHeader = 'Rockpool-Signature';

/**
 * The signature of one request to the operator's membership API: `t=<unix ms>,n=<32 hex>,v1=<hex>`, where v1 is the
 * HMAC-SHA256 of `<t>.<n>.<body>` under the shared secret. prisma/README.md tells operators how to check it.
 */
export function signBody(
  secret: string,
  body: string,
  { at = Date.now(), nonce = randomBytes(16).toString('hex') } = {},
): string {
  const digest = createHmac('sha256', secret).update(`${at}.${nonce}.${body}`).digest('hex');
  return `t=${at},n=${nonce},v1=${digest}`;
}
