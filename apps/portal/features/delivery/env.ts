/** The part of the environment that says how one-time codes and mails go out. */
import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

export const deliveryEnv = {
  SMS_DRIVER: z.enum(['webhook', 'aliyun']).default('webhook'),
  SMS_URL: httpUrl.optional(),
  SMS_TOKEN: z.string().default(''),
  ALIYUN_SMS_KEY_ID: z.string().optional(),
  ALIYUN_SMS_KEY_SECRET: z.string().optional(),
  ALIYUN_SMS_SIGN_NAME: z.string().optional(),
  ALIYUN_SMS_TEMPLATE_ZH: z.string().optional(),
  ALIYUN_SMS_TEMPLATE_EN: z.string().optional(),
  ALIYUN_SMS_ENDPOINT: httpUrl.default('https://dysmsapi.aliyuncs.com'),
  MAIL_DRIVER: z.enum(['none', 'webhook', 'smtp']).default('none'),
  MAIL_URL: httpUrl.optional(),
  MAIL_TOKEN: z.string().default(''),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'expected smtps://user:password@host' }).optional(),
  SMTP_CA: z.string().optional(),
  MAIL_FROM: z.string().includes('@').max(320).optional(),
};
type Raw = z.output<z.ZodObject<typeof deliveryEnv>>;

const needed = {
  sms: {
    webhook: ['SMS_URL'],
    aliyun: ['ALIYUN_SMS_KEY_ID', 'ALIYUN_SMS_KEY_SECRET', 'ALIYUN_SMS_SIGN_NAME', 'ALIYUN_SMS_TEMPLATE_ZH'],
  },
  mail: { none: [], webhook: ['MAIL_URL'], smtp: ['SMTP_URL', 'MAIL_FROM'] },
} as const;

/** Names each variable that the chosen driver needs and does not have. */
export function checkDeliveryEnv(raw: Raw, context: z.core.$RefinementCtx): void {
  const missing = (names: readonly (keyof Raw)[], driver: string) => {
    for (const name of names)
      if (!raw[name]) context.addIssue({ code: 'custom', path: [name], message: `is needed with ${driver}` });
  };
  missing(needed.sms[raw.SMS_DRIVER], `SMS_DRIVER=${raw.SMS_DRIVER}`);
  missing(needed.mail[raw.MAIL_DRIVER], `MAIL_DRIVER=${raw.MAIL_DRIVER}`);
}

/** After `checkDeliveryEnv`: what is needed is there. */
export const deliveryConfig = (raw: Raw) => ({
  sms:
    raw.SMS_DRIVER === 'webhook'
      ? ({ driver: 'webhook', url: raw.SMS_URL!, token: raw.SMS_TOKEN } as const)
      : ({
          driver: 'aliyun',
          keyId: raw.ALIYUN_SMS_KEY_ID!,
          keySecret: raw.ALIYUN_SMS_KEY_SECRET!,
          signName: raw.ALIYUN_SMS_SIGN_NAME!,
          templates: {
            zh: raw.ALIYUN_SMS_TEMPLATE_ZH!,
            en: raw.ALIYUN_SMS_TEMPLATE_EN ?? raw.ALIYUN_SMS_TEMPLATE_ZH!,
          },
          endpoint: raw.ALIYUN_SMS_ENDPOINT,
        } as const),
  /** null = no mail is sent, and nothing offers to */
  mail: mailConfig(raw),
});

function mailConfig(raw: Raw) {
  if (raw.MAIL_DRIVER === 'webhook')
    return { driver: 'webhook', url: raw.MAIL_URL!, token: raw.MAIL_TOKEN } as const;
  if (raw.MAIL_DRIVER === 'smtp')
    return { driver: 'smtp', url: raw.SMTP_URL!, from: raw.MAIL_FROM!, ca: raw.SMTP_CA } as const;
  return null;
}
