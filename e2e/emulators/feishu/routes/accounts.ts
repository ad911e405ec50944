import { Hono } from 'hono';
import type { Brand } from '../entities.ts';
import { newId } from '../ids.ts';
import type { Platform } from '../platform.ts';
import { answerPoll, type Registration } from '../registration.ts';

/** The accounts host: the device flow that creates an app by one scan. No credentials. */
export function accountsRoutes(platform: Platform, host: Brand): Hono {
  const routes = new Hono();
  routes.post('/oauth/v1/app/registration', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    switch (form.get('action')) {
      case 'init':
        return context.json({
          nonce: newId.ticket(),
          supported_auth_methods: ['private_key_jwt', 'client_secret'],
        });
      case 'begin': {
        const isComplete =
          form.get('archetype') === 'PersonalAgent' &&
          form.get('auth_method') === 'client_secret' &&
          Boolean(form.get('request_user_info'));
        if (!isComplete) {
          return context.json(
            {
              error: 'invalid_request',
              error_description: 'archetype, auth_method or request_user_info is wrong',
            },
            400,
          );
        }
        return context.json(begin(platform));
      }
      case 'poll': {
        const registration = platform.registrations.get(form.get('device_code') ?? '');
        const now = platform.bench.clock.now();
        const answer = answerPoll(registration, host, now);
        if (registration) registration.polledAt[host] = now;
        if (registration && answer.status === 200 && answer.isFinal) registration.stage = { kind: 'used' };
        return context.json(answer.body, answer.status);
      }
      default:
        return context.json({ error: 'invalid_request', error_description: 'unknown action' }, 400);
    }
  });
  return routes;
}

const forgottenAfterMs = 86_400_000;

function begin(platform: Platform): Record<string, unknown> {
  const { codeLifeSeconds, pollIntervalSeconds } = platform.options;
  const now = platform.bench.clock.now();
  for (const [deviceCode, { expiresAt }] of platform.registrations) {
    // Long after its end a code is as good as unknown.
    if (expiresAt + forgottenAfterMs < now) platform.registrations.delete(deviceCode);
  }
  const registration: Registration = {
    deviceCode: newId.deviceCode(),
    userCode: newId.userCode(),
    expiresAt: now + codeLifeSeconds * 1000,
    intervalMs: pollIntervalSeconds * 1000,
    polledAt: {},
    stage: { kind: 'waiting' },
  };
  platform.registrations.set(registration.deviceCode, registration);
  const page = `${platform.publicUrl()}/page/launcher`;
  return {
    device_code: registration.deviceCode,
    user_code: registration.userCode,
    verification_uri: page,
    verification_uri_complete: `${page}?user_code=${registration.userCode}`,
    expires_in: codeLifeSeconds,
    interval: pollIntervalSeconds,
  };
}
