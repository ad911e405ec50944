import type { Context } from 'hono';
import { refusals } from '../answers.ts';
import type { App } from '../entities.ts';
import type { Platform } from '../platform.ts';

/** The app of the token in the header, or the platform's refusal. */
export function callingApp(platform: Platform, context: Context): App {
  return (
    appOfToken(platform, context.req.header('x-acs-dingtalk-access-token') ?? '') ?? fail(refusals.token())
  );
}

export function appOfToken({ state, bench }: Platform, token: string): App | null {
  const issued = state.tokens.get(token);
  if (!issued || issued.until <= bench.clock.now()) return null;
  return state.apps.get(issued.clientId) ?? null;
}

export function needPermission(app: App, name: string): void {
  if (!app.permissions.has(name)) throw refusals.permission(name);
}

/** The robot that an app names is its own. */
export function needRobot(app: App, robotCode: unknown): void {
  if (typeof robotCode !== 'string' || robotCode === '') throw refusals.noRobotCode();
  if (robotCode !== app.clientId) throw refusals.robotCode();
}

function fail(error: Error): never {
  throw error;
}

/** The body as an object; anything else counts as empty. */
export async function bodyOf(context: Context): Promise<Record<string, unknown>> {
  const body: unknown = await context.req.json().catch(() => null);
  return body !== null && typeof body === 'object' ? (body as Record<string, unknown>) : {};
}
