import { hash } from 'node:crypto';

/** The `uuid` of one outgoing message: 43 characters of the 50 allowed, the same after a crash. */
export const uuidOf = (key: string, part: string): string => hash('sha256', `${key}\n${part}`, 'base64url');
