import { createHash, randomBytes, randomInt } from 'node:crypto';

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

/** Identifiers in the platform's own forms. The SDK refuses app ids that are not `cli_` and 16 hex digits. */
export const newId = {
  app: () => `cli_${hex(8)}`,
  secret: () => randomBytes(24).toString('base64url').slice(0, 32),
  chat: () => `oc_${hex(16)}`,
  message: () => `om_${hex(16)}`,
  thread: () => `omt_${hex(8)}`,
  event: () => hex(16),
  frame: () => hex(16),
  reaction: () => randomBytes(32).toString('base64url'),
  card: () => `7${Array.from({ length: 18 }, () => randomInt(10)).join('')}`,
  image: () => `img_v3_${hex(4)}_${hex(18)}`,
  file: () => `file_v3_${hex(4)}_${hex(18)}`,
  token: () => `t-${hex(20)}`,
  deviceCode: () => randomBytes(30).toString('base64url'),
  userCode: () => `${codePart()}-${codePart()}`,
  ticket: () => hex(16),
} as const;

const codeLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const codePart = (): string =>
  Array.from({ length: 4 }, () => codeLetters[randomInt(codeLetters.length)]).join('');

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** A person's open_id differs from app to app and is always the same for one pair. */
export const openIdOf = (appId: string, personId: string): string => `ou_${digest(`${appId}/${personId}`)}`;
export const botOpenIdOf = (appId: string): string => `ou_${digest(`${appId}/bot`)}`;
export const unionIdOf = (id: string): string => `on_${digest(id)}`;
export const tenantKeyOf = (brand: string): string => digest(`tenant/${brand}`).slice(0, 16);
