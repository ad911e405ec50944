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

/** A day as it begins by this machine's clock, or an instant as it is. */
export function instant(text: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const at = new Date(isDay ? `${text}T00:00` : text);
  if (Number.isNaN(at.getTime()) || !/^\d{4}-\d\d-\d\d/.test(text))
    throw new InvalidArgumentError('It must look like 2027-02-10 or 2027-02-10T09:30:00+08:00.');
  return at.toISOString();
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
