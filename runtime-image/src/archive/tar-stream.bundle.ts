/** A bundle of its own, loaded when somebody takes the workspace along. */
export { pack, type Pack } from 'tar-stream';
