/** The full-text index of memory files, brought up to date when somebody searches. */
import { hash } from 'node:crypto';
import { setImmediate as nextRound } from 'node:timers/promises';
import { lazyStatements } from '../cron/lazy-statements.ts';
import type { Database } from '../store/database.ts';
import { memoryFiles, readMemoryFile, type MemoryFile } from './files.ts';
import { piecesOf } from './pieces.ts';
import { maySeeFile, type MemoryScope } from './scope.ts';
import { indexWords } from './words.ts';

/** of an agent; what is beyond is not indexed */
const piecesMax = 60_000;
const filesPerRound = 50;

export type FoundPiece = { path: string; line: number; text: string; rank: number };

export function createFileIndex(database: Database) {
  const sql = lazyStatements(database.sqlite);
  const known = sql(`SELECT path, stamp FROM memory_files WHERE workspace = ? AND path <> ''`);
  /** under no path: the digest of all, so that a memory that did not change is not compared file by file */
  const whole = sql(`SELECT stamp FROM memory_files WHERE workspace = ? AND path = ''`);
  const setFile = sql(`INSERT OR REPLACE INTO memory_files VALUES (?, ?, ?)`);
  const dropFile = sql(`DELETE FROM memory_files WHERE workspace = ? AND path = ?`);
  const pieceIds = sql(`SELECT id FROM memory_pieces WHERE workspace = ? AND path = ?`);
  const dropPiece = sql(`DELETE FROM memory_pieces WHERE id = ?`);
  const dropWords = sql(`DELETE FROM memory_words WHERE rowid = ?`);
  const addPiece = sql(`INSERT INTO memory_pieces (workspace, path, line, text) VALUES (?, ?, ?, ?)`);
  const addWords = sql(`INSERT INTO memory_words (rowid, words) VALUES (?, ?)`);
  const count = sql(`SELECT count(*) AS n FROM memory_pieces WHERE workspace = ?`);
  const search = sql(
    `SELECT p.path, p.line, p.text, w.rank FROM memory_words w JOIN memory_pieces p ON p.id = w.rowid
     WHERE w.words MATCH ? AND p.workspace = ? ORDER BY w.rank LIMIT ?`,
  );

  const forget = (workspace: string, path: string): void => {
    for (const { id } of pieceIds().all(workspace, path) as { id: number }[]) {
      dropWords().run(id);
      dropPiece().run(id);
    }
    dropFile().run(workspace, path);
  };
  const take = (workspace: string, { path, stamp }: MemoryFile, room: number): number => {
    forget(workspace, path);
    const text = readMemoryFile(workspace, path);
    if (text === null) return 0;
    const pieces = piecesOf(text).slice(0, room);
    for (const piece of pieces) {
      const id = addPiece().run(workspace, path, piece.line, piece.text).lastInsertRowid;
      // the name of a daily note is a word of it, too
      addWords().run(id, indexWords(`${path} ${piece.text}`));
    }
    setFile().run(workspace, path, stamp);
    return pieces.length;
  };

  return {
    /** Takes over what changed on disk, a few files at a time, so that nobody else waits for a large memory. */
    async update(workspace: string): Promise<void> {
      const files = memoryFiles(workspace);
      const digest = digestOf(files);
      if ((whole().get(workspace) as { stamp: string } | undefined)?.stamp === digest) return;
      const stamps = new Map(
        (known().all(workspace) as MemoryFile[]).map(({ path, stamp }) => [path, stamp]),
      );
      const changed = files.filter(({ path, stamp }) => stamps.get(path) !== stamp);
      const here = new Set(files.map(({ path }) => path));
      const gone = [...stamps.keys()].filter((path) => !here.has(path));
      let room = piecesMax - (count().get(workspace) as { n: number }).n;
      database.grouped(() => gone.forEach((path) => forget(workspace, path)));
      for (let first = 0; first < changed.length; first += filesPerRound) {
        database.grouped(() => {
          for (const file of changed.slice(first, first + filesPerRound))
            room -= take(workspace, file, Math.max(room, 0));
        });
        await nextRound();
      }
      database.grouped(() => setFile().run(workspace, '', digest));
    },
    /** Best first. */
    search(workspace: string, match: string, scope: MemoryScope, limit: number): FoundPiece[] {
      // a scope that hides files is rare, and hides most: more is asked for than is shown
      const asked = scope.privateFiles ? limit : limit * 50;
      const found = search().all(match, workspace, asked) as FoundPiece[];
      return found.filter(({ path }) => maySeeFile(path, scope)).slice(0, limit);
    },
  };
}

function digestOf(files: readonly MemoryFile[]): string {
  let text = '';
  for (const { path, stamp } of files) text += `${path}\0${stamp}\0`;
  return hash('sha1', text, 'base64');
}
