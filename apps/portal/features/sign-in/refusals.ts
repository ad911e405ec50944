/**
 * `wrong_code`: does not fit, tries are left · `no_code`: none is open for this number (never sent, expired or used)
 * · `no_attempts`: five were wrong, a new code is needed. None of them depends on whether the number has an account.
 */
export const signInRefusals = ['wrong_code', 'no_code', 'no_attempts'] as const;
export type SignInRefusal = (typeof signInRefusals)[number];
