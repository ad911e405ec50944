/** How words of a command become values. */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { exitCodes, Failure } from './failure.ts';

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

export function countingNumber(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('It must be 1 or more.');
  return value;
}

/** `key=value`, repeated; a value that is JSON is taken as such. */
export function assignment(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const [, key, value] = /^([A-Za-z]+)=(.*)$/s.exec(text) ?? [];
  if (!key || value === undefined) throw new InvalidArgumentError('It must look like key=value.');
  return { ...before, [key]: parsed(value) };
}

export const commaList = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `-` is standard input. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Failure(exitCodes.usage, `${file} cannot be read: ${(error as Error).message}`);
  }
}

export function readJson(file: string): Record<string, unknown> {
  const value = parsed(readText(file));
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Failure(exitCodes.usage, `${file} is no JSON object.`);
}
