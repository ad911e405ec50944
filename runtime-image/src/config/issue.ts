import type * as z from 'zod/mini';

/** One thing wrong with a configuration file. `path` is dotted, e.g. `channels.feishu.appId`; empty for the whole file. */
export type Issue = { path: string; message: string };

export function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );
}

const kinds: Record<string, string> = {
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** zod's issues in words of ours, the most precise first; an unknown key is named by its own path. */
export function describeIssues(error: { issues: z.core.$ZodIssue[] }, root: unknown): Issue[] {
  return error.issues.flatMap((issue) => describe(issue, [], root));
}

function describe(issue: z.core.$ZodIssue, prefix: PropertyKey[], root: unknown): Issue[] {
  const path = [...prefix, ...issue.path];
  const at = dotted(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: dotted([...path, key]), message: 'unknown key' }));
    case 'invalid_type':
      return [
        {
          path: at,
          message:
            valueAt(root, path) === undefined
              ? 'is missing'
              : `must be ${kinds[issue.expected] ?? issue.expected}`,
        },
      ];
    case 'invalid_value':
      return [
        {
          path: at,
          message: `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`,
        },
      ];
    case 'too_small':
      return [
        {
          path: at,
          message: issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`,
        },
      ];
    case 'too_big':
      return [
        {
          path: at,
          message: `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`,
        },
      ];
    case 'invalid_union':
      return [
        closestBranch(issue.errors, path, root) ?? { path: at, message: 'has a value of the wrong kind' },
      ];
    default:
      return [{ path: at, message: issue.message || 'is invalid' }];
  }
}

/** Of a union's branches, the one that got furthest says what is really wrong. */
function closestBranch(branches: z.core.$ZodIssue[][], path: PropertyKey[], root: unknown): Issue | null {
  const deepest = branches
    .flat()
    .filter((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys')
    .sort((a, b) => b.path.length - a.path.length)[0];
  return deepest === undefined ? null : (describe(deepest, path, root)[0] ?? null);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown> | null | undefined)?.[key],
    root,
  );
}
