/** The gateway's own environment may hold secrets: a program gets only what it needs to run. */
const passedOn = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TERM', 'USER', 'TMPDIR'];

/** @param environment of the gateway; only harmless names of it reach the program */
export function programEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  workspace: string,
): Record<string, string> {
  const given: Record<string, string> = { HOME: workspace };
  for (const name of passedOn) if (environment[name] !== undefined) given[name] = environment[name];
  return given;
}
