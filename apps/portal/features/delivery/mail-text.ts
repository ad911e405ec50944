/** What mails say. One row a template: its values, and nothing else, go into it. */
import type { Locale } from '../../i18n/locale.ts';
import { translatorFor } from '../../i18n/translator-for.ts';

/** `link`: an address of this portal. `days`: how long it holds. `at`: an instant as people read it. */
export type MailWish =
  | { template: 'staff_invitation'; values: { link: string; days: number } }
  | { template: 'staff_reset'; values: { link: string; days: number } }
  | { template: 'second_factor_changed' | 'password_changed'; values: { at: string; address: string } };

export function mailText(locale: Locale, wish: MailWish): { subject: string; text: string } {
  const t = translatorFor(locale, 'mail');
  const { template, values } = wish;
  const [subject, body] = { ...texts(values) }[template]();
  return { subject, text: `${body}\n\n${t('ending')}\n` };

  function texts(
    given: Record<string, string | number>,
  ): Record<MailWish['template'], () => [string, string]> {
    return {
      staff_invitation: () => [
        t('invitation.subject'),
        t('invitation.text', given as { link: string; days: number }),
      ],
      staff_reset: () => [t('reset.subject'), t('reset.text', given as { link: string; days: number })],
      password_changed: () => [
        t('password.subject'),
        t('password.text', given as { at: string; address: string }),
      ],
      second_factor_changed: () => [
        t('secondFactor.subject'),
        t('secondFactor.text', given as { at: string; address: string }),
      ],
    };
  }
}
