/**
 * Content security policy for every page, and the way to sign-in for who is certainly signed out. Next puts the nonce of the request's policy on the scripts it writes;
 * anything injected later has none and does not run. Styles may be inline: Radix positions and locks scrolling
 * by style elements of its own, and a style cannot call out because `connect-src` and `img-src` are closed.
 */
import { NextResponse, type NextRequest } from 'next/server';
import { development, env } from './env.ts';
import { isOwnOrigin } from './features/api/own-origin.ts';
import { isUnreadStream } from './features/api/streamed.ts';
import { pathHeader } from './features/auth/next-path.ts';
import { busyPage, localeCookie } from './features/overload/busy-page.ts';
import { currentLoad } from './features/overload/load.ts';
import { mustWait } from './features/overload/must-wait.ts';

/** Where a form of ours may lead besides ourselves: the payment pages. */
function paymentHosts(): string[] {
  const { stripe, sandbox } = env();
  if (!stripe) return [];
  return sandbox.stripeUrl
    ? [sandbox.stripeUrl]
    : ['https://checkout.stripe.com', 'https://billing.stripe.com'];
}

function policy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    // a recording that a page was sent
    "media-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    ["form-action 'self'", ...paymentHosts()].join(' '),
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Pages of one user. Each checks the session itself; this only spares a visitor without a cookie the skeleton. */
const ownPages = /^\/(claim|computer|account|billing)(\/|$)/;

function mayBeSignedIn(request: NextRequest): boolean {
  return request.cookies.getAll().some(({ name }) => name.includes('next-auth.session-token'));
}

function busy(request: NextRequest): Response {
  const { body, headers } = busyPage({
    localeCookie: request.cookies.get(localeCookie)?.value,
    acceptLanguage: request.headers.get('accept-language'),
  });
  return new Response(body, {
    status: 503,
    headers: { ...headers, 'content-security-policy': policy('none') },
  });
}

/**
 * Pages are changed by server actions, which are POSTs to the page. Next compares their origin only where there is one;
 * here one without, or of another site, changes nothing either. Routes below /api look for themselves: some are called
 * by programs.
 */
function isForeignPost({ method, headers, nextUrl: { pathname } }: NextRequest): boolean {
  if (method === 'GET' || method === 'HEAD' || pathname.startsWith('/api/')) return false;
  return !isOwnOrigin(headers.get('origin'), headers.get('host'), env().origin);
}

export function proxy(request: NextRequest) {
  const { pathname, search } = request.nextUrl;
  if (isForeignPost(request)) return new NextResponse('foreign origin\n', { status: 403 });
  if (isUnreadStream(request.method, pathname))
    return new NextResponse(null, { status: 405, headers: { allow: 'GET' } });
  if (request.method === 'GET' && ownPages.test(pathname) && !mayBeSignedIn(request)) {
    const signIn = new URL('/sign-in', env().origin);
    signIn.searchParams.set('next', pathname + search);
    return NextResponse.redirect(signIn);
  }
  if (mustWait({ method: request.method, pathname }, currentLoad())) return busy(request);
  const nonce = btoa(crypto.randomUUID());
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy(nonce));
  headers.set(pathHeader, pathname + search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy(nonce));
  return response;
}

export const config = {
  matcher: ['/((?!_next/static|_next/image|favicon.ico|icon.svg|healthz|api/claim).*)'],
};
