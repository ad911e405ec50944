import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** E.164, e.g. `+8613800138000`; a number without a country code is taken as a Chinese one. Null when it is none. */
export function parsePhone(text: string): string | null {
  const number = parsePhoneNumberFromString(text.slice(0, 40), 'CN');
  return number?.isValid() ? number.number : null;
}
