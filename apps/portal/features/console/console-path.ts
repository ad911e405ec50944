/** The page of the console to go to after signing in; anything else becomes the overview. */
export function safeConsolePath(next: unknown): string {
  if (typeof next !== 'string' || !/^\/console(?=$|[/?])[^\p{Cc}\\]*$/u.test(next)) return '/console';
  return /^\/console\/(sign-in|second-factor|join|not-allowed)/.test(next) ? '/console' : next;
}
