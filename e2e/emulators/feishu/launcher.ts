import { decodeAddons, grantsOf, type Addons } from './addons.ts';
import { addApp, appsChanged } from './apps.ts';
import { people, type App } from './entities.ts';
import { openIdOf } from './ids.ts';
import type { Platform } from './platform.ts';
import type { Registration } from './registration.ts';

export type LauncherRefusal = 'unknown_code' | 'expired' | 'already_answered' | 'unknown_app' | 'not_owner';
export type LauncherResult = { ok: true; app: App } | { ok: false; reason: LauncherRefusal };

/** What the QR's address asks for and what the person chose. */
export interface LauncherChoice {
  /** who scans; the first person when absent */
  personId?: string;
  /** `{user}` stands for the person's name */
  name?: string;
  description?: string;
  addons?: Addons | undefined;
  /** update this app instead of making one; `createOnly` wins over it */
  clientId?: string;
  createOnly?: boolean;
}

export const defaultAppName = '{user}的智能助手';

/** Reads the address in the QR: the code and what the program asks for. */
export function readLauncherUrl(url: URL): { userCode: string; choice: LauncherChoice } {
  const get = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const [name, description, addons, clientId] = [get('name'), get('desc'), get('addons'), get('clientID')];
  return {
    userCode: get('user_code') ?? '',
    choice: {
      ...(name && { name }),
      ...(description && { description }),
      ...(addons && { addons: decodeAddons(addons) }),
      ...(clientId && { clientId }),
      // Anything but the literal `true` counts as absent.
      createOnly: get('createOnly') === 'true',
    },
  };
}

export function findRegistration(platform: Platform, userCode: string): Registration | undefined {
  const wanted = userCode.trim().toUpperCase();
  for (const registration of platform.registrations.values()) {
    if (registration.userCode === wanted) return registration;
  }
  return undefined;
}

/** The registration, when it still waits for an answer; else why it does not. */
export function openRegistration(platform: Platform, userCode: string): Registration | LauncherRefusal {
  const registration = findRegistration(platform, userCode);
  if (!registration) return 'unknown_code';
  if (platform.bench.clock.now() >= registration.expiresAt) return 'expired';
  const { kind } = registration.stage;
  return kind === 'waiting' || kind === 'scanned' ? registration : 'already_answered';
}

export async function approveRegistration(
  platform: Platform,
  userCode: string,
  choice: LauncherChoice,
): Promise<LauncherResult> {
  const registration = openRegistration(platform, userCode);
  if (typeof registration === 'string') return { ok: false, reason: registration };
  const person = platform.state.person(choice.personId ?? '') ?? people[0]!;
  const isUpdate = Boolean(choice.clientId) && !choice.createOnly;
  const app = isUpdate ? platform.state.apps.get(choice.clientId!) : undefined;
  if (isUpdate && !app) return { ok: false, reason: 'unknown_app' };
  if (app && app.ownerId !== person.id) return { ok: false, reason: 'not_owner' };
  registration.stage = { kind: 'confirming', brand: person.brand };
  const grants = grantsOf(choice.addons);
  if (app) {
    app.scopes = [...new Set([...app.scopes, ...grants.scopes])];
    app.events = [...new Set([...app.events, ...grants.events])];
    appsChanged(platform);
  }
  const answered =
    app ??
    addApp(platform, {
      name: (choice.name || defaultAppName).replaceAll('{user}', person.name),
      description: (choice.description ?? '').replaceAll('{user}', person.name),
      brand: person.brand,
      ownerId: person.id,
      ...grants,
    });
  // The next poll hands the credentials out: the app must be on disk before it.
  await platform.state.flush();
  registration.stage = {
    kind: 'approved',
    brand: person.brand,
    clientId: answered.appId,
    clientSecret: answered.appSecret,
    openId: openIdOf(answered.appId, person.id),
  };
  return { ok: true, app: answered };
}
