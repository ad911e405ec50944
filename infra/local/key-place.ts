import path from 'node:path';

/** The key ring of an installation that made its own; services follow it. */
export const keyFileOf = (stateDir: string): string => path.join(stateDir, 'keys');
