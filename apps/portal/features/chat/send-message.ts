/** Hands one message of the browser to the user's own gateway. */
import type { ChatRequest } from '@rockpool/gateway/control';
import { GatewayError, type ControlClient } from '../gateway/control-client.ts';
import type { AwayState, GatewayPlace } from '../gateway/find-gateway.ts';

/** Sending again with the same id is always safe: the gateway stores an id once. */
export type ChatCallResult = { ok: true } | { ok: false; reason: 'unreachable' | 'refused' | AwayState };

export function sendMessage(place: GatewayPlace, message: ChatRequest): Promise<ChatCallResult> {
  return callGateway(place, (client) => client.say(message));
}

export function stopTurn(place: GatewayPlace): Promise<ChatCallResult> {
  return callGateway(place, (client) => client.stop());
}

/** What the gateway refuses or does not answer becomes a reason; every other error is a bug. */
export async function callGateway(
  place: GatewayPlace,
  work: (client: ControlClient) => Promise<void>,
): Promise<ChatCallResult> {
  if (place.at === 'away') return { ok: false, reason: place.state };
  try {
    await work(place.client);
    return { ok: true };
  } catch (error) {
    if (error instanceof GatewayError) return { ok: false, reason: error.reason };
    throw error;
  }
}
