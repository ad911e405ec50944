import { phaseReasons, phases } from '@rockpool/db/domain/instance';
import { readComputer } from '@rockpool/db/views/computer';
import { readInstanceFacts } from '@rockpool/db/views/console-instance';
import { instancesTable, type InstanceRow } from '@rockpool/db/views/console-instances';
import { readTable } from '@rockpool/db/views/table';
import { z } from 'zod';
import { HostName } from '../../hosts/host-name.ts';
import { endpoint } from '../endpoint.ts';
import { cutPage, pageOf, Paging, readCursor, writeCursor } from '../paging.ts';
import { problem } from '../problem.ts';
import { ById, Instant } from '../wire.ts';

const InstanceLine = z
  .object({
    id: z.uuid(),
    userId: z.uuid(),
    phone: z.string(),
    phase: z.enum(phases),
    phaseReason: z.string(),
    phaseDetail: z.string(),
    phaseSince: Instant,
    expiresAt: Instant.nullable(),
    lastActivityAt: Instant.nullable(),
    handle: z.string().nullable().meta({ description: 'driver:name' }),
    host: z.string().nullable().meta({ description: 'where it lives; null: no host has taken it yet' }),
    moveTo: z.string().nullable().meta({ description: 'a host it is wished to' }),
    movedFrom: z.string().nullable().meta({ description: 'where its data is still to be fetched from' }),
    failures: z.int(),
    createdAt: Instant,
  })
  .meta({ id: 'InstanceLine' });

const InstanceDetail = z
  .object({
    id: z.uuid(),
    userId: z.uuid(),
    phone: z.string(),
    phase: z.enum(phases),
    phaseReason: z.string(),
    phaseDetail: z.string(),
    phaseSince: Instant,
    handle: z.string().nullable(),
    host: z.string().nullable(),
    moveTo: z.string().nullable(),
    movedFrom: z.string().nullable(),
    remainsOn: z.string().nullable().meta({ description: 'where an old copy is still to be removed' }),
    failures: z.int(),
    retryAt: Instant.nullable(),
    restarts: z.int(),
    restartsSeen: z.int(),
    suspendedAt: Instant.nullable(),
    removalAt: Instant.nullable().meta({ description: 'it is wanted gone from then on' }),
    observedAt: Instant.nullable(),
    verifiedAt: Instant.nullable(),
    lastActivityAt: Instant.nullable(),
    configHash: z.string().nullable(),
    createdAt: Instant,
    past: z.array(z.object({ phase: z.string(), reason: z.string(), detail: z.string(), at: Instant })),
  })
  .meta({ id: 'Instance' });

const lineOf = (row: InstanceRow): z.input<typeof InstanceLine> => ({
  ...row,
  userId: row.user_id,
  phaseReason: row.phase_reason,
  phaseDetail: row.phase_detail,
  phaseSince: row.phase_since,
  expiresAt: row.expires_at,
  lastActivityAt: row.last_activity_at,
  moveTo: row.move_to,
  movedFrom: row.moved_from,
  createdAt: row.created_at,
});

export const instanceEndpoints = [
  endpoint({
    id: 'instances.list',
    method: 'GET',
    path: '/instances',
    permission: 'instances.read',
    summary: { zh: '列出云电脑，新建的在前', en: 'Lists computers, newest first' },
    query: z.object({
      ...Paging,
      q: z
        .string()
        .max(64)
        .optional()
        .meta({ description: 'part of the id, the phone number or the handle' }),
      phase: z.enum(phases).optional(),
      reason: z.enum(phaseReasons).optional(),
      host: HostName.optional(),
    }),
    answer: { status: 200, shape: pageOf(InstanceLine) },
    async handle({ deps, query: { limit, cursor, ...filters } }) {
      const after = cursor === undefined ? undefined : readCursor(cursor);
      if (after === null) return problem('invalid_request', { wrong: ['cursor'] });
      const wish = { sort: 'created', descending: true, filters: { ...filters, after } } as const;
      const { rows } = await readTable(deps.db, instancesTable, wish, { limit: limit + 1, offset: 0 });
      const { items, next } = cutPage(rows, limit, ({ created_at: at, id }) => writeCursor({ at, id }));
      return { body: { items: items.map(lineOf), next } };
    },
  }),
  endpoint({
    id: 'instances.show',
    method: 'GET',
    path: '/instances/{id}',
    permission: 'instances.read',
    summary: { zh: '查看一台云电脑和它经过的阶段', en: 'Shows a computer and the phases it went through' },
    params: ById,
    answer: { status: 200, shape: InstanceDetail },
    refusals: ['not_found'],
    async handle({ deps, params }) {
      const facts = await readInstanceFacts(deps.db, params.id);
      const owner = facts && (await readComputer(deps.db, facts.userId));
      if (!facts || !owner?.instance) return problem('not_found');
      const { phone } = owner.user;
      return { body: { ...owner.instance, ...facts, phone } };
    },
  }),
];
