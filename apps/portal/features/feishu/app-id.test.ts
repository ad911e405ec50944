import { expect, it } from 'vitest';
import { isAppId } from './app-id.ts';

it.each([
  ['cli_a1b2c3d4e5f60718', true],
  ['cli_A1B2C3D4E5F60718', false],
  ['cli_a1b2c3d4e5f6071', false],
  ['cli_a1b2c3d4e5f607189', false],
  ['cli_a1b2c3d4e5f6071g', false],
  ['a1b2c3d4e5f60718', false],
  [' cli_a1b2c3d4e5f60718', false],
  ['', false],
])('%j is an App ID: %s', (text, expected) => {
  expect(isAppId(text)).toBe(expected);
});
