'use server';
import { headers } from 'next/headers';
import { db } from '../../db.ts';
import { env } from '../../env.ts';
import { getLocale } from '../../i18n/translator.ts';
import { log } from '../../log.ts';
import { sendCode as deliverCode } from '../delivery/deliver.ts';
import { portalMetrics } from '../metrics/metrics.ts';
import { addressHeader } from './client-address.ts';
import { requestCode, type CodeRequestResult } from './request-code.ts';

export async function sendCode(
  phone: string,
): Promise<CodeRequestResult | { ok: false; refusal: 'unavailable' }> {
  const [head, locale] = await Promise.all([headers(), getLocale()]);
  try {
    const result = await requestCode(
      { db: db(), secret: env().authSecret, send: deliverCode },
      { phone: String(phone), address: head.get(addressHeader) ?? 'unknown', locale },
    );
    portalMetrics().codes.inc({ result: result.ok ? 'sent' : result.refusal });
    return result;
  } catch (error) {
    portalMetrics().codes.inc({ result: 'unavailable' });
    log().error({ err: error }, 'a sign-in code could not be made');
    return { ok: false, refusal: 'unavailable' };
  }
}
