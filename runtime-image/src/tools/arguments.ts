/** Reads the arguments that a model gave; a wrong one becomes a sentence that the model can act on. */
export class ArgumentError extends Error {}

export function textArgument(input: Record<string, unknown>, name: string): string {
  const value = input[name];
  if (typeof value !== 'string') throw new ArgumentError(`"${name}" must be a text.`);
  return value;
}

export function numberArgument(
  input: Record<string, unknown>,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const value = input[name] ?? fallback;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw new ArgumentError(`"${name}" must be a number.`);
  return Math.min(Math.max(Math.floor(number), min), max);
}
