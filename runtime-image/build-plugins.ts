/**
 * What the gateway's bundle needs to stay small. `esbuild` applies it in build.ts: `plugins: [larkSlim]`.
 *
 * The Lark SDK is a client of 1,500 API calls; the gateway uses its long connection and its event dispatcher. From the SDK's
 * ES build esbuild can drop the rest, provided it hears that the SDK's dependencies do nothing when loaded, and axios is
 * taken out: the SDK creates an axios instance at load, which the gateway never uses because it passes its own `httpInstance`.
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
