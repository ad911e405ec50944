/** The routes there are; a test holds them to the folders. A path that is none of them is `other`, whoever made it up. */
const routes = new Set([
  '/',
  '/account',
  '/api/account/everything',
  '/api/account/export',
  '/api/billing/events',
  '/api/chat',
  '/api/chat/approval',
  '/api/chat/events',
  '/api/chat/stop',
  '/api/claim',
  '/api/claim/puzzle',
  '/api/events',
  '/api/preferences',
  '/api/set-up/bot',
  '/api/set-up/bot/check',
  '/api/set-up/events',
  '/api/set-up/model',
  '/api/set-up/model/test',
  '/api/set-up/pairing',
  '/api/set-up/scan',
  '/api/set-up/scan/cancel',
  '/api/set-up/speech',
  '/api/set-up/speech/remove',
  '/api/set-up/speech/test',
  '/api/stripe/webhook',
  '/billing',
  '/billing/return',
  '/claim',
  '/computer',
  '/computer/chat',
  '/computer/set-up',
  '/console',
  '/healthz',
  '/sign-in',
  '/status',
  '/status.json',
]);

/** `target` is what the request line says, e.g. `/computer?_rsc=1`. */
export function routeOf(target: string): string {
  const path = target.split(/[?#]/, 1)[0]!;
  if (routes.has(path)) return path;
  if (path.startsWith('/_next/static/')) return '/_next/static/*';
  if (path.startsWith('/api/auth/')) return '/api/auth/*';
  if (path.startsWith('/api/v1/')) return '/api/v1/*';
  if (path.startsWith('/console/')) return '/console/*';
  if (path.startsWith('/billing/receipt/')) return '/billing/receipt/*';
  if (path.startsWith('/billing/invoice/')) return '/billing/invoice/*';
  return 'other';
}

export const isStream = (route: string): boolean => route.endsWith('/events');
