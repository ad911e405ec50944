import { previewImport } from '@rockpool/db/membership/preview-import';
import { importMembershipFile } from '@rockpool/db/operations/memberships';
import { z } from 'zod';
import { db } from '@/db.ts';
import { actorOf, currentStaff } from '@/features/console/current-staff.ts';
import { csvResponse } from '@/features/console/csv.ts';
import { isOwnRequest } from '@/features/console/own-request.ts';
import { staffGet } from '@/features/console/staff-route.ts';
import { decodeFile } from '@/features/memberships/decode-file.ts';
import { importBytesMax, type ImportAnswer } from '@/features/memberships/import-answer.ts';
import { readBytesLimited } from '@/features/memberships/read-bytes-limited.ts';
import { templateColumns, templateRows } from '@/features/memberships/template.ts';

const Wish = z.object({
  step: z.enum(['preview', 'import']),
  mode: z.enum(['merge', 'replace']),
  name: z.string().max(200).catch(''),
});

const answer = (body: ImportAnswer, status = 200) => Response.json(body, { status });

/** The columns with a row each, to be filled in. */
export const GET = staffGet('memberships.import', () =>
  csvResponse('memberships-template.csv', templateColumns, templateRows()),
);

/** A file as the body: shown what it would do, then the same file again to be imported. */
export const POST = staffGet('memberships.import', async (request) => {
  if (!(await isOwnRequest())) return answer({ kind: 'forbidden' }, 403);
  const wish = Wish.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!wish.success) return new Response('bad request\n', { status: 400 });
  const bytes = await readBytesLimited(request, importBytesMax);
  if (!bytes) return answer({ kind: 'too_large' }, 413);
  const { step, mode, name } = wish.data;
  const csv = decodeFile(bytes);
  if (step === 'preview') return answer(shown(await previewImport(db(), { csv, mode })));
  const staff = await currentStaff();
  const result = await importMembershipFile(db(), await actorOf(staff!), { csv, mode, name });
  if (result.kind === 'refused') return answer(shown(result.preview));
  if (result.kind === 'unreadable') return answer(shown(result));
  return result.kind === 'forbidden' ? answer({ kind: 'forbidden' }, 403) : answer(result);
});

function shown(found: Awaited<ReturnType<typeof previewImport>>): ImportAnswer {
  if (found.kind === 'unreadable') return { kind: 'unreadable', problem: found.problem };
  const { rows, counts, errors, errorsInAll } = found;
  return { kind: 'preview', rows: rows.length, counts, errors, errorsInAll };
}
