import type { Issue } from './issue.ts';
import type { SecretInput } from './schema/secret-input.ts';

/** Resolves a secret and remembers its value, so that logs can be kept clean of it. */
export type SecretReader = (input: SecretInput, path: string) => string;

export function secretReader(
  variables: Readonly<Record<string, string | undefined>>,
  issues: Issue[],
  seen: Set<string>,
): SecretReader {
  return (input, path) => {
    const value = typeof input === 'string' ? input : (variables[input.id] ?? '');
    if (typeof input !== 'string' && value === '')
      issues.push({ path, message: `the variable ${input.id} is not set` });
    if (value.length >= 8) seen.add(value);
    return value;
  };
}
