/**
 * What the gateway's bundles need to stay small; applied in build-bundle.ts.
 *
 * `larkSlim` (115 KB instead of 2 MB, 16 MB less memory): the Lark SDK is a client of 1,500 API calls, of which the gateway
 * uses the long connection and the event dispatcher. From the SDK's ES build esbuild drops the rest, once it hears that the
 * SDK's dependencies do nothing when loaded. Axios is taken out: the SDK creates an instance at load, which is never used
 * because sdk.ts passes its own `httpInstance`.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

const sdkEntry = /@larksuiteoapi[\\/]node-sdk[\\/]es[\\/]index\.js$/;
/** DingTalk's SDK asks for its addresses by axios; the gateway gives it the ticket instead. Without axios it loads in 10.6 MB instead of 22.6. */
const dingtalkEntry = /[\\/]dingtalk-stream[\\/]dist[\\/]/;

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
      sdkEntry.test(importer) || dingtalkEntry.test(importer)
        ? { path: 'axios', namespace: 'lark-slim', sideEffects: false }
        : undefined,
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

/** `await import('./x.bundle.ts')` becomes `await import('./x.cjs')`, a file beside the gateway's. Imported at once it is an error. */
export const bundlesApart: Plugin = {
  name: 'bundles-apart',
  setup(build) {
    build.onResolve({ filter: /\.bundle\.ts$/ }, ({ kind, path, importer }) => {
      if (kind === 'entry-point') return undefined;
      if (kind === 'dynamic-import')
        return { path: `./${basename(path, '.bundle.ts')}.cjs`, external: true, sideEffects: false };
      return { errors: [{ text: `${importer}: ${path} may be loaded by \`await import()\` only` }] };
    });
  },
};

/** Playwright reads two files of its folder when it loads, which become part of the bundle. */
export const playwrightInOneFile: Plugin = {
  name: 'playwright-in-one-file',
  setup(build) {
    const json = /require\([\w.]+\.join\(packageRoot, "(package|browsers)\.json"\)\)/g;
    build.onLoad({ filter: /playwright-core[\\/]lib[\\/]coreBundle\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const root = join(dirname(path), '..');
      const found = new Map<string, string>();
      for (const [, name] of text.matchAll(json))
        found.set(name!, await readFile(join(root, `${name}.json`), 'utf8'));
      if (found.size !== 2) return { errors: [{ text: 'Playwright no longer reads its files as expected' }] };
      const contents = text.replaceAll(json, (_, name: string) => `(${found.get(name)})`);
      return { contents, loader: 'js' };
    });
  },
};

/** What a bundled package looks for and can do without here: canvases, tickets of Kerberos, Firefox, Electron. It finds that it is not there. */
export const absentPackages: Plugin = {
  name: 'absent-packages',
  setup(build) {
    build.onResolve({ filter: /^(canvas|kerberos|chromium-bidi\/.*|electron\/.*)$/ }, ({ path }) => ({
      path,
      namespace: 'absent',
    }));
    build.onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of this program`)});`,
      loader: 'js',
    }));
  },
};
