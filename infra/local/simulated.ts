/** Which parts are not real under the settings, and how to make them so. */
import type { Ports } from './port-numbers.ts';
import type { Settings } from './settings.ts';

/** A part that is not real, and how to make it so. */
export interface Simulated {
  part: 'feishu' | 'sms' | 'model' | 'stripe' | 'clock';
  url: string;
  what: string;
  makeReal: string;
}

/** Money that is not real must not buy in a service that real people use: only while codes are simulated too, unless asked for. */
export const simulatesStripe = (settings: Settings): boolean =>
  !settings.STRIPE_SECRET_KEY && (settings.SANDBOX_STRIPE ?? (sendsCodes(settings) ? 'off' : 'on')) === 'on';

/** One-time codes reach real phones. */
export const sendsCodes = ({ SMS_URL, SMS_DRIVER }: Settings): boolean =>
  Boolean(SMS_URL) || SMS_DRIVER === 'aliyun';

/** Origins of the simulated platforms; undefined where the real one is meant. */
export const sandboxUrls = (settings: Settings, ports: Ports) => {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return {
    feishu: settings.FEISHU === 'sandbox' ? at(ports.feishu) : undefined,
    model: settings.SANDBOX_MODEL === 'on' ? at(ports.model) : undefined,
    sms: sendsCodes(settings) ? undefined : at(ports.sms),
    stripe: simulatesStripe(settings) ? at(ports.stripe) : undefined,
  };
};
export type SandboxUrls = ReturnType<typeof sandboxUrls>;

export function simulatedParts(sandbox: SandboxUrls, clock: 'on' | 'off', portalUrl: string): Simulated[] {
  const parts: Simulated[] = [];
  if (sandbox.sms)
    parts.push({
      part: 'sms',
      url: sandbox.sms,
      what: 'one-time codes and mails appear here',
      makeReal: 'SMS_URL=https://… or SMS_DRIVER=aliyun',
    });
  if (sandbox.feishu)
    parts.push({
      part: 'feishu',
      url: sandbox.feishu,
      what: 'Feishu, with the phone that scans and chats',
      makeReal: 'FEISHU=live',
    });
  if (sandbox.model)
    parts.push({
      part: 'model',
      url: sandbox.model,
      what: 'a model, offered beside the real ones',
      makeReal: 'SANDBOX_MODEL=off',
    });
  if (sandbox.stripe)
    parts.push({
      part: 'stripe',
      url: sandbox.stripe,
      what: 'Stripe: payments and subscriptions, without money',
      makeReal: 'STRIPE_SECRET_KEY=sk_… and STRIPE_WEBHOOK_SECRET=whsec_…, or SANDBOX_STRIPE=off',
    });
  if (clock === 'on')
    parts.push({
      part: 'clock',
      url: portalUrl,
      what: 'time, which the pages let you move',
      makeReal: 'SANDBOX_CLOCK=off',
    });
  return parts;
}
