/**
 * The configuration by standard input (`ROCKPOOL_FILES=stdin`): frames in, the same `ConfigState` out as from files on disk. Nothing
 * of it is ever written anywhere.
 */
import type { Readable } from 'node:stream';
import { createFrameReader, type FrameLine } from './config/frame.ts';
import { hashFiles, type ConfigFiles, type GatewayConfig, type Issue } from './config.ts';
import type { ConfigInForce, ConfigState } from './config-files.ts';
import type { UserSettings } from './config/user-settings.ts';
import { parseWithUserFile, stampOfUserFile } from './settings/user-file.ts';
import type { Logger } from './logger.ts';

/** no file has this stamp */
const notRead = 'not read yet';

export type FirstFrame =
  | { kind: 'ok'; state: ConfigState; config: GatewayConfig; warnings: Issue[] }
  /** the first frame does not parse, or the input ended before there was one */
  | { kind: 'error'; path: string; message: string }
  | { kind: 'stopped' };

/**
 * Waits for the first frame, however long. A line that is no frame is logged, without a word of it, and passed over.
 *
 * @param stateDir absolute
 * @param stop ends the waiting
 */
export function readStdin(
  input: Readable,
  environment: Readonly<Record<string, string | undefined>>,
  stateDir: string,
  logger: Logger,
  stop: AbortSignal,
): Promise<FirstFrame> {
  return new Promise((resolve) => {
    const reader = createFrameReader();
    const listeners = new Set<() => void>();
    let inForce: ConfigInForce | null = null;
    let newest = '';
    let refusedHash = '';
    let filesInForce: ConfigFiles | null = null;
    let settings = '';
    let overrides: UserSettings = {};

    const begin = (files: ConfigFiles): void => {
      settings = stampOfUserFile(stateDir);
      const parsed = parseWithUserFile(files, environment, stateDir);
      if (parsed.kind === 'error') {
        close();
        resolve({ kind: 'error', path: parsed.path, message: parsed.message });
        return;
      }
      inForce = { config: parsed.config, hash: newest, error: null };
      filesInForce = files;
      resolve({ kind: 'ok', state, config: parsed.config, warnings: parsed.warnings });
    };
    const change = (files: ConfigFiles, was: ConfigInForce): void => {
      if (newest === was.hash && was.error === null) return;
      if (newest === refusedHash && was.error !== null) return;
      settings = stampOfUserFile(stateDir);
      const parsed = parseWithUserFile(files, environment, stateDir, overrides);
      if (parsed.kind === 'error') {
        refusedHash = newest;
        inForce = { ...was, error: { path: parsed.path, message: parsed.message } };
      } else {
        inForce = { config: parsed.config, hash: newest, error: null };
        filesInForce = files;
      }
      for (const listener of listeners) listener();
    };
    const takeLine = (line: FrameLine): void => {
      if (line.kind === 'refused') {
        const { reason, bytes } = line;
        logger.log('error', 'a line of standard input is no frame of files', { reason, bytes });
        return;
      }
      newest = hashFiles(line.files);
      if (inForce === null) begin(line.files);
      else change(line.files, inForce);
    };
    const take = (lines: FrameLine[]): void => {
      for (const line of lines) if (!closed) takeLine(line);
    };

    let closed = false;
    const onData = (piece: Buffer): void => take(reader.push(piece));
    const onEnd = (): void => {
      if (closed) return;
      take(reader.end());
      if (closed) return;
      input.off('data', onData);
      if (inForce !== null) {
        logger.log('warn', 'standard input ended; the files in force stay');
        return;
      }
      close();
      const message = 'standard input ended before the first frame of files';
      resolve({ kind: 'error', path: '', message });
    };
    const close = (): void => {
      closed = true;
      input.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      input.on('error', () => undefined).pause();
    };
    const state: ConfigState = {
      current() {
        if (inForce === null) throw new Error('there is no configuration yet');
        return inForce;
      },
      newestFiles: () => newest,
      files: () => filesInForce ?? { 'openclaw.json': '{}', 'rockpool.json': null, '.env': null },
      lookAtSettings() {
        const stamp = stampOfUserFile(stateDir);
        if (inForce === null || filesInForce === null || stamp === settings) return;
        settings = stamp;
        const parsed = parseWithUserFile(filesInForce, environment, stateDir, overrides);
        if (parsed.kind === 'error') return;
        inForce = { ...inForce, config: parsed.config };
        for (const listener of listeners) listener();
      },
      override(next) {
        overrides = next;
        settings = notRead;
        state.lookAtSettings();
      },
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close,
    };
    const onStop = (): void => {
      if (inForce !== null || closed) return;
      close();
      resolve({ kind: 'stopped' });
    };
    stop.addEventListener('abort', onStop, { once: true });
    if (stop.aborted) onStop();
    else input.on('data', onData).once('end', onEnd).once('close', onEnd).once('error', onEnd);
  });
}
