import { appNow } from '@rockpool/db/clock';
import { after } from 'next/server';
import { db } from '../../db.ts';
import { getLocale } from '../../i18n/translator.ts';
import { formatTime } from '../../ui/format-time.ts';
import { canMail, sendMail } from '../delivery/deliver.ts';
import { requestAddress } from './current-staff.ts';

/** of the console's dates */
const zone = 'Asia/Shanghai';

/** Tells a member by mail what was changed about their account, so that it is noticed when it was somebody else. Nobody waits for it. */
export async function noticeSecurity(
  to: string,
  template: 'second_factor_changed' | 'password_changed',
): Promise<void> {
  if (!canMail()) return;
  const [locale, address, now] = await Promise.all([getLocale(), requestAddress(), appNow(db())]);
  const at = `${formatTime(now, 'yearDateTime', locale, zone)} (${zone})`;
  after(() => sendMail({ to, locale, template, values: { at, address } }));
}
