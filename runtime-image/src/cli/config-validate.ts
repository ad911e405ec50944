import { findConfig, loadConfig } from '../config-files.ts';
import type { Process } from '../program.ts';
import { readOptions } from './options.ts';
import { refuseWherePlatformGives } from './platform-files.ts';

/** Exit code 0 when the gateway would start with it. */
export function validate(args: string[], program: Process): Promise<number> {
  const { values } = readOptions(args, { json: { type: 'boolean' } });
  refuseWherePlatformGives(program.environment);
  const place = findConfig(program.environment, program.home);
  const loaded = loadConfig(place, program.environment);
  const valid = loaded.kind === 'ok';
  const found = valid ? loaded.warnings : loaded.issues;
  if (values.json === true) {
    program.out(`${JSON.stringify({ valid, path: place.file, [valid ? 'warnings' : 'issues']: found })}\n`);
  } else {
    program.out(`${place.file}: ${valid ? 'valid' : 'not valid'}\n`);
    for (const issue of found)
      program.out(`  ${issue.path === '' ? '' : `${issue.path}: `}${issue.message}\n`);
  }
  return Promise.resolve(valid ? 0 : 1);
}
