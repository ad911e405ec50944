import { Liveness, statusBytesMax } from '@rockpool/gateway/control';
import { readJsonLimited } from '../../read-limited.ts';
import { takesConnections } from '../process/port.ts';
import { gatewayPort } from './container-spec.ts';
import type { Container } from './engine-answer.ts';

const timeoutMs = 1_000;

/** In its own network; empty while it is in none. */
export const addressOf = ({ name, networks }: Container) => networks[name]?.address ?? '';

export const endpointAt = (address: string) => `http://${address || '0.0.0.0'}:${gatewayPort}`;

export const answersAt = async (address: string) =>
  address !== '' && (await takesConnections(gatewayPort, address));

/** Hash of the newest files that the program has; null when it does not say. Never throws. */
export async function filesHashAt(address: string): Promise<string | null> {
  try {
    const response = await fetch(`${endpointAt(address)}/healthz`, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    return Liveness.safeParse(await readJsonLimited(response, statusBytesMax)).data?.files ?? null;
  } catch {
    return null;
  }
}
