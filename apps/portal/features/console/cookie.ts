import { cookies } from 'next/headers';
import { env } from '../../env.ts';

// a name that browsers accept only over TLS, for this host alone and from no script
const isSecure = () => env().origin.startsWith('https:');
const cookieName = () => (isSecure() ? '__Host-rockpool-console' : 'rockpool-console');

/** Strict: no link from another site opens the console signed in, so no other site can make it do anything. */
export async function keepStaffToken(token: string): Promise<void> {
  const options = { httpOnly: true, sameSite: 'strict', secure: isSecure(), path: '/' } as const;
  (await cookies()).set(cookieName(), token, options);
}

export async function readStaffToken(): Promise<string | null> {
  return (await cookies()).get(cookieName())?.value ?? null;
}

export async function dropStaffToken(): Promise<void> {
  (await cookies()).delete({ name: cookieName(), path: '/', secure: isSecure() });
}
