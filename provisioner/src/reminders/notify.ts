import { NoticeReceipt } from '@rockpool/gateway/control';
import { callGateway, sayWhy, type GatewayAt } from '../gateway-call.ts';

const timeoutMs = 9_000;

/** `channels`: those that took it; empty when nobody is known there and only the pages have it. */
export type Delivery = { kind: 'delivered'; channels: string[] } | { kind: 'failed'; reason: string };

/** Has a gateway tell its owner. The same id again is told once. Never throws. */
export async function notifyOwner(
  gateway: GatewayAt,
  id: string,
  text: string,
  signal: AbortSignal,
): Promise<Delivery> {
  try {
    const { status, body } = await callGateway(gateway, 'POST', '/control/notify', {
      body: JSON.stringify({ id, text }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const receipt = NoticeReceipt.safeParse(body);
    if (!receipt.success) return { kind: 'failed', reason: `the gateway answers ${status}` };
    const { channels } = receipt.data;
    const delivered = channels.filter(({ state }) => state === 'delivered').map(({ channel }) => channel);
    const failed = channels.find(({ state }) => state === 'failed');
    if (delivered.length === 0 && failed)
      return { kind: 'failed', reason: `${failed.channel}: ${failed.reason}` };
    return { kind: 'delivered', channels: delivered };
  } catch (error) {
    return { kind: 'failed', reason: sayWhy(error) };
  }
}
