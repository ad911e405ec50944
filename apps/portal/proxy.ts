/**
 * Content security policy for every page. Next puts the nonce of the request's policy on the scripts it writes;
 * anything injected later has none and does not run. Styles may be inline: Radix positions and locks scrolling
 * by style elements of its own, and a style cannot call out because `connect-src` and `img-src` are closed.
 */
import { NextResponse, type NextRequest } from 'next/server';
import { development } from './env.ts';
import { pathHeader } from './features/auth/next-path.ts';

function policy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function proxy(request: NextRequest) {
  const nonce = btoa(crypto.randomUUID());
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy(nonce));
  headers.set(pathHeader, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy(nonce));
  return response;
}

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico|icon.svg|healthz).*)'] };
