import * as lark from '@larksuiteoapi/node-sdk';
import type { FeishuEmulator } from './start.ts';
import type { App } from './entities.ts';

/** The real SDK pointed at an emulator, for tests: quiet, with a token cache of its own. */
export const quiet = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };

export function sdkClient(emulator: FeishuEmulator, app: Pick<App, 'appId' | 'appSecret'>): lark.Client {
  const values = new Map<unknown, unknown>();
  return new lark.Client({
    appId: app.appId,
    appSecret: app.appSecret,
    domain: emulator.url,
    logger: quiet,
    // The SDK's own cache belongs to the whole process and would hide a wrong secret.
    cache: {
      get: async (key: unknown) => values.get(key) as never,
      set: async (key: unknown, value: unknown) => {
        values.set(key, value);
        return true;
      },
    },
  });
}

export interface SdkConnection {
  readonly client: lark.WSClient;
  readonly ready: Promise<void>;
  /** resolves with the SDK's final error */
  readonly failed: Promise<Error>;
}

export function sdkConnection(
  emulator: Pick<FeishuEmulator, 'url'>,
  app: Pick<App, 'appId' | 'appSecret'>,
  handles: Record<string, (data: never) => unknown> = {},
  options: Partial<ConstructorParameters<typeof lark.WSClient>[0]> = {},
): SdkConnection {
  const ready = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<Error>();
  const client = new lark.WSClient({
    appId: app.appId,
    appSecret: app.appSecret,
    domain: emulator.url,
    logger: quiet,
    onReady: () => ready.resolve(),
    onError: (error: Error) => failed.resolve(error),
    ...options,
  });
  const eventDispatcher = new lark.EventDispatcher({ logger: quiet }).register(handles as never);
  void client.start({ eventDispatcher });
  return { client, ready: ready.promise, failed: failed.promise };
}

/** Sends every request of the SDK's shared HTTP instance that goes to a vendor's host to the emulator instead. */
export function redirectSdk(emulator: FeishuEmulator): () => void {
  const { interceptors } = lark.defaultHttpInstance as unknown as {
    interceptors: {
      request: {
        use(change: (config: { url?: string; proxy?: unknown }) => unknown): number;
        eject(id: number): void;
      };
    };
  };
  const id = interceptors.request.use((config) => {
    const url = (config.url ?? '')
      .replace(/^https:\/\/[^/]*larksuite\.com/, emulator.larkUrl)
      .replace(/^https:\/\/[^/]*feishu\.cn/, emulator.url);
    return { ...config, url, proxy: false };
  });
  return () => interceptors.request.eject(id);
}
