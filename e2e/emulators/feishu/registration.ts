import type { Brand } from './entities.ts';

/** One run of the device flow. Instants are Unix milliseconds. */
export interface Registration {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly expiresAt: number;
  readonly intervalMs: number;
  /** last poll on each host; the switch to Lark starts a new count */
  readonly polledAt: Partial<Record<Brand, number>>;
  stage:
    | { kind: 'waiting' }
    | { kind: 'scanned'; brand: Brand }
    /** answered yes; the app is being written down */
    | { kind: 'confirming'; brand: Brand }
    | { kind: 'denied' }
    | { kind: 'approved'; brand: Brand; clientId: string; clientSecret: string; openId: string }
    | { kind: 'used' };
}

export type PollAnswer =
  | { status: 400; body: { error: string; error_description: string } }
  | { status: 200; body: Record<string, unknown>; isFinal: boolean };

/** A poll that comes this much before its time is still in time: clocks and networks are not exact. */
const toleranceShare = 0.2;

/** What a poll on `host` gets. Does not change the registration; the caller notes the poll and a final success. */
export function answerPoll(registration: Registration | undefined, host: Brand, now: number): PollAnswer {
  if (!registration) return refuse('invalid_grant', 'The device code is unknown.');
  if (now >= registration.expiresAt) return refuse('expired_token', 'The device code has expired.');
  const last = registration.polledAt[host];
  if (last !== undefined && now - last < registration.intervalMs * (1 - toleranceShare)) {
    return refuse('slow_down', 'Polling too fast.');
  }
  const { stage } = registration;
  switch (stage.kind) {
    case 'waiting':
      return refuse('authorization_pending', 'The user has not confirmed yet.');
    case 'denied':
      return refuse('access_denied', 'The user refused.');
    case 'used':
      return refuse('invalid_grant', 'The device code was used.');
    case 'scanned':
    case 'confirming':
      return { status: 200, body: { user_info: { tenant_brand: stage.brand } }, isFinal: false };
    case 'approved': {
      const userInfo = { open_id: stage.openId, tenant_brand: stage.brand };
      // A Lark user's secret is only handed out on Lark's host.
      if (stage.brand !== host) return { status: 200, body: { user_info: userInfo }, isFinal: false };
      return {
        status: 200,
        body: { client_id: stage.clientId, client_secret: stage.clientSecret, user_info: userInfo },
        isFinal: true,
      };
    }
  }
}

const refuse = (error: string, description: string): PollAnswer => ({
  status: 400,
  body: { error, error_description: description },
});
