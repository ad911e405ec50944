/** A bundle of its own, loaded when a skill's head is more than plain lines. */
export { parse } from 'yaml';
