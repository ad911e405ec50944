import { dotted, type Issue } from './issue.ts';

const reference = /(\$?)\$\{([A-Z_][A-Z0-9_]*)\}/g;

/**
 * Replaces `${NAME}` in every text of a parsed file; `$${NAME}` stays as `${NAME}`. A name that is not set is an issue at the
 * place that uses it, since an empty secret would fail far from its cause.
 */
export function substitute(
  value: unknown,
  variables: Readonly<Record<string, string | undefined>>,
): { value: unknown; issues: Issue[] } {
  const issues: Issue[] = [];
  const walk = (node: unknown, path: PropertyKey[]): unknown => {
    if (typeof node === 'string') {
      if (!node.includes('${')) return node;
      return node.replace(reference, (whole, escaped: string, name: string) => {
        if (escaped !== '') return whole.slice(1);
        const found = variables[name];
        if (found === undefined || found === '') {
          issues.push({ path: dotted(path), message: `the variable ${name} is not set` });
          return '';
        }
        return found;
      });
    }
    if (Array.isArray(node)) return node.map((item, index) => walk(item, [...path, index]));
    if (node !== null && typeof node === 'object') {
      return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walk(item, [...path, key])]));
    }
    return node;
  };
  return { value: walk(value, []), issues };
}
