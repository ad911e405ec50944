import type { NextConfig } from 'next';

// nothing about the people who run or build this goes anywhere
process.env.NEXT_TELEMETRY_DISABLED = '1';

// for the image of a deployment: only what is used, in a folder beside the one that `npm start` runs
const standalone = process.env.PORTAL_BUILD === 'standalone';

const config: NextConfig = {
  ...(standalone && {
    output: 'standalone' as const,
    distDir: 'dist',
    outputFileTracingRoot: new URL('../..', import.meta.url).pathname,
  }),
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root: new URL('../..', import.meta.url).pathname },
  transpilePackages: ['@rockpool/db', '@rockpool/gateway'],
  // drivers with native or late-loaded parts; bundling them breaks LISTEN, the job tables or the log stream
  serverExternalPackages: [
    'pg',
    'graphile-worker',
    'pino',
    'prom-client',
    '@prisma/client',
    '@prisma/adapter-pg',
  ],
  // types are checked by `npm run types`, once for the whole repository
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  // what CSP does not say; the policy itself carries a nonce and is set in proxy.ts
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=()' },
        { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
      ],
    },
  ],
};

export default config;
