import JSON5 from 'json5';
import { describeIssues, type Issue } from './issue.ts';
import { substitute } from './substitute.ts';

type Schema<T> = {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: Parameters<typeof describeIssues>[0] };
};

/**
 * The text of one file in its shape, with `${NAME}` replaced; null with issues when it is not.
 * @param name in front of the paths of its issues; empty for OpenClaw's own file
 * @param change what the user's settings make of it, before variables are put in
 */
export function readFile<T>(
  text: string,
  { name, schema, change }: { name: '' | 'rockpool.json'; schema: Schema<T>; change(raw: unknown): unknown },
  variables: Readonly<Record<string, string | undefined>>,
  issues: Issue[],
): T | null {
  const place = (issue: Issue): Issue => ({ ...issue, path: `${name} ${issue.path}`.trim() });
  let raw: unknown;
  try {
    raw = JSON5.parse(text);
  } catch (error) {
    issues.push({ path: name, message: `is not JSON5: ${(error as Error).message.replace(/^JSON5: /, '')}` });
    return null;
  }
  const substituted = substitute(change(raw), variables);
  issues.push(...substituted.issues.map(place));
  const parsed = schema.safeParse(substituted.value);
  if (parsed.success) return parsed.data;
  issues.push(...describeIssues(parsed.error, substituted.value).map(place));
  return null;
}
