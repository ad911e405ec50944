/** The parts of the services' environment that depend on more than one setting. */
import path from 'node:path';
import type { Places } from './plan.ts';
import type { DockerRuntime } from './runtime.ts';
import type { Secrets } from './secrets-file.ts';
import type { Settings } from './settings.ts';

/** Whatever is not set up goes to the sandbox's outbox, while there is one. */
export const deliveryEnvironment = (settings: Settings, outbox: string | undefined, outboxToken: string) => ({
  SMS_DRIVER: settings.SMS_DRIVER,
  SMS_URL: settings.SMS_URL ?? (outbox && `${outbox}/send`),
  SMS_TOKEN: outbox ? outboxToken : settings.SMS_TOKEN,
  ALIYUN_SMS_KEY_ID: settings.ALIYUN_SMS_KEY_ID,
  ALIYUN_SMS_KEY_SECRET: settings.ALIYUN_SMS_KEY_SECRET,
  ALIYUN_SMS_SIGN_NAME: settings.ALIYUN_SMS_SIGN_NAME,
  ALIYUN_SMS_TEMPLATE_ZH: settings.ALIYUN_SMS_TEMPLATE_ZH,
  ALIYUN_SMS_TEMPLATE_EN: settings.ALIYUN_SMS_TEMPLATE_EN,
  ...(settings.MAIL_DRIVER || !outbox
    ? {
        MAIL_DRIVER: settings.MAIL_DRIVER,
        MAIL_URL: settings.MAIL_URL,
        MAIL_TOKEN: settings.MAIL_TOKEN,
        SMTP_URL: settings.SMTP_URL,
        MAIL_FROM: settings.MAIL_FROM,
      }
    : { MAIL_DRIVER: 'webhook', MAIL_URL: `${outbox}/mail`, MAIL_TOKEN: outboxToken }),
});

/** Its instances end with it: nobody would look after processes that outlive what the person at the keyboard ended. */
export const processEnvironment = ({ root, state }: Places) => ({
  INSTANCES_DIR: path.join(state, 'instances'),
  GATEWAY_BUNDLE: path.join(root, 'runtime-image/dist/gateway.cjs'),
  ROCKPOOL_STOP_INSTANCES_ON_EXIT: '1',
});

export const dockerEnvironment = (
  settings: Settings,
  secrets: Secrets,
  runtime: DockerRuntime,
  simulated: (string | undefined)[],
) => ({
  ROCKPOOL_INSTALLATION: secrets.installation,
  DOCKER_SOCKET: settings.DOCKER_SOCKET,
  RUNTIME_IMAGE: runtime.image,
  TENANT_SUBNETS: settings.TENANT_SUBNETS,
  TENANT_NAME_SERVERS: settings.TENANT_NAME_SERVERS,
  TENANT_DISKS: settings.TENANT_DISKS,
  SANDBOX_REACH: simulated
    .filter((url) => url !== undefined)
    .map((url) => new URL(url))
    .map(({ host, port }) => `${host}=${runtime.bridge}:${port}`)
    .join(','),
});
