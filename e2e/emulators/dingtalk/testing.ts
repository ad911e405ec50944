import axios from 'axios';
import { DWClient, type DWClientDownStream } from 'dingtalk-stream';
import type { App } from './entities.ts';
import type { DingtalkEmulator } from './start.ts';

/** The official SDK has no option for the base address: its requests are sent to an emulator on their way. Returns how to end that. */
export function redirectSdk(emulator: Pick<DingtalkEmulator, 'url'>): () => void {
  const id = axios.interceptors.request.use((config) => {
    const url = (config.url ?? '').replace(/^https:\/\/o?api\.dingtalk\.com/, emulator.url);
    return { ...config, url, proxy: false };
  });
  return () => axios.interceptors.request.eject(id);
}

/** The official client of this app, quiet enough for tests. With its own list: the SDK's default one is shared by all clients. */
export function sdkClient(app: Pick<App, 'clientId' | 'clientSecret'>): DWClient {
  const { clientId, clientSecret } = app;
  const subscriptions = [{ type: 'EVENT', topic: '*' }];
  const given = { clientId, clientSecret, subscriptions, autoReconnect: false };
  return new DWClient(given);
}

export type { DWClient, DWClientDownStream };
