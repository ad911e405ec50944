'use server';
import { cookies } from 'next/headers';
import { db } from '../../db.ts';
import { isLocale, localeCookie } from '../../i18n/locale.ts';
import { log } from '../../log.ts';
import { currentUser } from '../auth/current-user.ts';
import { saveLocale } from './save-locale.ts';
import { parseTheme, themeCookie } from './theme.ts';

const cookie = { path: '/', maxAge: 365 * 86_400, sameSite: 'lax', httpOnly: true } as const;

export async function setTheme(form: FormData) {
  (await cookies()).set(themeCookie, parseTheme(form.get('theme')), cookie);
}

/** Also kept with the user, see `saveLocale`. */
export async function setLocale(form: FormData) {
  const locale = form.get('locale');
  if (!isLocale(locale)) return;
  (await cookies()).set(localeCookie, locale, cookie);
  try {
    const user = await currentUser();
    if (user) await saveLocale(db(), user.id, locale);
  } catch (error) {
    log().warn({ err: error }, 'language kept in the cookie only');
  }
}
