import { showCode } from '@rockpool/db/domain/invitation';
import { readCampaignRecord } from '@rockpool/db/operations/campaign-record';
import { readInvitations, type InvitationRow } from '@rockpool/db/operations/invitations';
import { db } from '@/db.ts';
import { csvResponse, csvRowsMax, type CsvColumn } from '@/features/console/csv.ts';
import { auditExport, staffGet } from '@/features/console/staff-route.ts';

const columns: CsvColumn<InvitationRow>[] = [
  { head: 'code', cell: ({ code }) => showCode(code) },
  { head: 'uses', cell: ({ uses }) => uses },
  { head: 'uses_max', cell: ({ usesMax }) => usesMax },
  { head: 'note', cell: ({ note }) => note },
  { head: 'expires', cell: ({ expiresAt }) => expiresAt },
  { head: 'revoked', cell: ({ revokedAt }) => revokedAt },
  { head: 'created', cell: ({ createdAt }) => createdAt },
];
const pageRows = 1_000;

/** Every code of a campaign; codes admit whoever has them, so only who may make them may read the file. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return staffGet('campaigns.edit', async () => {
    const campaign = await readCampaignRecord(db().pool, id);
    if (!campaign) return new Response('not found\n', { status: 404 });
    await auditExport('/console/campaigns/[id]/codes', { campaign: id });
    return csvResponse(`${campaign.slug}-codes.csv`, columns, codesOf(id));
  })(request);
}

async function* codesOf(campaignId: string): AsyncGenerator<InvitationRow> {
  let after: string | null = null;
  for (let read = 0; read < csvRowsMax; read += pageRows) {
    const rows: InvitationRow[] = await readInvitations(db(), { campaignId, after, limit: pageRows });
    yield* rows;
    after = rows.at(-1)?.id ?? null;
    if (rows.length < pageRows) return;
  }
}
