/** What a staff member's password must be. Length counts; rules about signs only make people append "1!". */

const passwordLength = { min: 12, max: 200 } as const;

/** Why a password is not taken. */
export type PasswordProblem = 'too_short' | 'too_long' | 'too_simple' | 'has_email' | 'common';

/** What everybody tries first, longer than the least length or repeated to it. */
const common =
  /^(?:password|passw0rd|qwerty\w*|letmein|welcome|admin(?:istrator)?|rockpool|iloveyou|woaini|abc|\d)+[\d!@#.]*$/i;

export function judgePassword(
  password: string,
  email: string,
): { kind: 'taken' } | { kind: 'refused'; problem: PasswordProblem } {
  const refused = (problem: PasswordProblem) => ({ kind: 'refused', problem }) as const;
  const signs = [...password.normalize('NFKC')];
  if (signs.length < passwordLength.min) return refused('too_short');
  if (signs.length > passwordLength.max) return refused('too_long');
  if (new Set(signs).size < 6 || isRun(signs)) return refused('too_simple');
  const name = email.split('@')[0]!.toLowerCase();
  if (name.length >= 3 && password.toLowerCase().includes(name)) return refused('has_email');
  if (common.test(password)) return refused('common');
  return { kind: 'taken' };
}

/** `abcdefghijkl`, `987654321098`: each sign follows from the one before. */
function isRun(signs: string[]): boolean {
  const steps = signs.slice(1).map((sign, index) => sign.codePointAt(0)! - signs[index]!.codePointAt(0)!);
  const even = steps.filter((step) => step === steps[0]).length;
  return even >= steps.length - 2;
}
