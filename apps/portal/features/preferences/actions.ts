'use server';
import { revalidatePath } from 'next/cache';
import { cookies } from 'next/headers';
import { db } from '../../db.ts';
import { isLocale, localeCookie } from '../../i18n/locale.ts';
import { log } from '../../log.ts';
import { currentUser, requireUser } from '../auth/current-user.ts';
import { saveLocale } from './save-locale.ts';
import { saveTimeZone } from './save-time-zone.ts';
import { parseTheme, themeCookie } from './theme.ts';
import { parseTimeZone } from './time-zone.ts';

const cookie = { path: '/', maxAge: 365 * 86_400, sameSite: 'lax', httpOnly: true } as const;

export type TimeZoneOutcome = 'saved' | 'unknown' | null;

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

/** `timeZone` an IANA name, or empty for the automatic one. */
export async function setTimeZone(_before: TimeZoneOutcome, form: FormData): Promise<TimeZoneOutcome> {
  const user = await requireUser();
  const wanted = form.get('timeZone');
  const zone = wanted === '' ? null : parseTimeZone(wanted);
  if (wanted !== '' && zone === null) return 'unknown';
  await saveTimeZone(db(), user.id, zone);
  revalidatePath('/account');
  return 'saved';
}
