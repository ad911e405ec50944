/**
 * What the gateway's bundle needs to stay small; applied in build.ts.
 *
 * `larkSlim` (115 KB instead of 2 MB, 16 MB less memory): the Lark SDK is a client of 1,500 API calls, of which the gateway
 * uses the long connection and the event dispatcher. From the SDK's ES build esbuild drops the rest, once it hears that the
 * SDK's dependencies do nothing when loaded. Axios is taken out: the SDK creates an instance at load, which is never used
 * because sdk.ts passes its own `httpInstance`.
 */
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

const sdkEntry = /@larksuiteoapi[\\/]node-sdk[\\/]es[\\/]index\.js$/;

/** An axios that can be created and configured, and that fails on use. */
const axiosStandIn = `
const use = () => 0;
const refuse = () => Promise.reject(new Error('the gateway does not bundle axios; pass httpInstance'));
export default { create: () => ({ interceptors: { request: { use }, response: { use } }, request: refuse, get: refuse, post: refuse }) };
export class AxiosError extends Error {}
`;

export const larkSlim: Plugin = {
  name: 'lark-slim',
  setup(build) {
    const sdkMain = createRequire(import.meta.url).resolve('@larksuiteoapi/node-sdk');
    build.onResolve({ filter: /^@larksuiteoapi\/node-sdk$/ }, () => ({
      path: join(dirname(sdkMain), '..', 'es', 'index.js'),
      sideEffects: false,
    }));
    build.onResolve({ filter: /^axios$/ }, ({ importer }) =>
      sdkEntry.test(importer) ? { path: 'axios', namespace: 'lark-slim', sideEffects: false } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'lark-slim' }, () => ({ contents: axiosStandIn, loader: 'js' }));
    build.onResolve(
      { filter: /^(qs|lodash\..+|querystring)$/ },
      async ({ importer, path, resolveDir, kind, pluginData }) => {
        if (!sdkEntry.test(importer) || pluginData === 'resolved') return undefined;
        return {
          ...(await build.resolve(path, { importer, resolveDir, kind, pluginData: 'resolved' })),
          sideEffects: false,
        };
      },
    );
  },
};
