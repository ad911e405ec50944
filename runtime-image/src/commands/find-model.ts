import type { CommandContext } from './command.ts';

/** The model that a word names: by its reference, its alias, or its id alone, whatever the case; null: none. */
export function findModel(models: CommandContext['models'], word: string): string | null {
  const wanted = word.toLowerCase();
  if (wanted === '') return null;
  const found = models.find(
    ({ reference, alias }) =>
      reference.toLowerCase() === wanted ||
      alias?.toLowerCase() === wanted ||
      reference.toLowerCase().endsWith(`/${wanted}`),
  );
  return found?.reference ?? null;
}
