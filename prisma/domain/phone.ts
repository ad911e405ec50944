import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';

export type PhoneProblem =
  /** nothing but spaces */
  | 'empty'
  /** no telephone number at all, or one of a country we cannot tell */
  | 'malformed'
  /** digits enough, but no country numbers its mobiles so */
  | 'not_mobile';

export type ParsedPhone = { kind: 'phone'; e164: string } | { kind: 'invalid'; problem: PhoneProblem };

/**
 * A mobile number as people type it, to E.164. Without a country prefix it is Chinese. Spaces, dashes, brackets and
 * full-width digits are fine.
 */
export function parsePhone(text: string): ParsedPhone {
  const plain = text.normalize('NFKC').trim();
  if (!plain) return invalid('empty');
  if (plain.length > 40 || !/^[+0-9][0-9 ().\-\u2010-\u2015]*$/.test(plain)) return invalid('malformed');
  const international = plain.startsWith('00') ? `+${plain.slice(2)}` : plain;
  const number =
    parsePhoneNumberFromString(international, { defaultCountry: 'CN', extract: false }) ??
    (/^86\d{11}$/.test(plain.replace(/\D/g, '')) ? parsePhoneNumberFromString(`+${plain}`) : undefined);
  if (!number) return invalid('malformed');
  if (!number.isValid()) return invalid('not_mobile');
  return { kind: 'phone', e164: number.number };
}

const invalid = (problem: PhoneProblem): ParsedPhone => ({ kind: 'invalid', problem });
