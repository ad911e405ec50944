/** The one place that speaks to the SMS service: `POST {phone, code, locale}` with a bearer token. */
import type { Locale } from '../../i18n/locale.ts';
import { log } from '../../log.ts';

/** Answers whether the service took the message; never throws. */
export type SendCode = (message: { phone: string; code: string; locale: Locale }) => Promise<boolean>;

const timeoutMs = 8_000;

export function smsSender(service: { url: string; token: string }): SendCode {
  return async (message) => {
    try {
      const response = await fetch(service.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${service.token}` },
        body: JSON.stringify(message),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      });
      await response.body?.cancel();
      if (!response.ok) log().error({ status: response.status }, 'the SMS service refused a code');
      return response.ok;
    } catch (error) {
      log().error({ err: error }, 'the SMS service did not answer');
      return false;
    }
  };
}
