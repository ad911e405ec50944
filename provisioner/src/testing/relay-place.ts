import { freePort } from '../drivers/process/port.ts';

/** Where a host's relay may listen: a port that was free a moment ago. */
export async function relayPlace(): Promise<{ relayPort: number; address: string }> {
  const relayPort = await freePort(null);
  return { relayPort, address: `http://127.0.0.1:${relayPort}` };
}
