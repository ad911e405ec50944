import type { Base, Metadata } from './base.ts';

export interface WebhookEndpoint extends Base<'webhook_endpoint'> {
  enabled_events: string[];
  metadata: Metadata;
  secret: string;
  status: 'enabled' | 'disabled';
  url: string;
}

export interface StripeEvent extends Base<'event'> {
  api_version: string;
  data: { object: object };
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}
