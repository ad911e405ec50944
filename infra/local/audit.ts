import { parseArgs } from 'node:util';
import { verifyAudit, type AuditVerdict } from '@rockpool/db/audit/verify';
import { onDatabase } from './on-database.ts';
import { complain } from './report.ts';

const usage = `Usage: npm run audit -- verify [--head <number>:<hash>]
The head of an earlier verification shows whether the log was cut off since.`;
const why = {
  altered: 'it is not as it was written',
  missing: 'it is missing',
  unlinked: 'it does not follow from the one before',
  head_missing: 'the head that was noted is not in the log',
} as const;

/** `npm run audit -- verify`. 0: the log is whole. 1: it is not. 2: wrong words. */
async function audit(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { head: { type: 'string' } },
  });
  const [, id, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(values.head ?? '') ?? [];
  if (positionals[0] !== 'verify' || (values.head !== undefined && !hash)) {
    console.log(usage);
    return 2;
  }
  const verdict = await onDatabase((db) =>
    verifyAudit(db, id && hash ? { id: Number(id), hash } : undefined),
  );
  console.log(sentence(verdict));
  return verdict.kind === 'whole' ? 0 : 1;
}

function sentence(verdict: AuditVerdict): string {
  if (verdict.kind === 'broken')
    return `The audit log is broken at entry ${verdict.id}: ${why[verdict.why]}.`;
  const { entries, removed, head } = verdict;
  const gone = removed > 0 ? `, after ${removed} that retention removed` : '';
  return `The audit log is whole: ${entries} entries${gone}.\nHead, to be noted down elsewhere: ${head.id}:${head.hash}`;
}

process.exit(await audit().catch(complain));
