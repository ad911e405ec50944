import { verifyAudit } from '@rockpool/db/audit/verify';
import { auditTable, readAuditEntry } from '@rockpool/db/views/audit';
import { readTable } from '@rockpool/db/views/table';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { cutPage, pageOf, Paging } from '../paging.ts';
import { problem } from '../problem.ts';
import { Instant } from '../wire.ts';

const Line = z
  .object({
    id: z.int(),
    at: Instant,
    actorKind: z.string(),
    actorId: z.string(),
    actorName: z.string(),
    action: z.string(),
    subjectKind: z.string(),
    subjectId: z.string(),
    address: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'AuditLine' });

const Entry = Line.extend({
  before: z.unknown(),
  after: z.unknown(),
  prevHash: z.string(),
  hash: z.string(),
}).meta({ id: 'AuditEntry' });

const Hash = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');
const Head = z.object({ id: z.int(), hash: Hash });

export const auditEndpoints = [
  endpoint({
    id: 'audit.list',
    method: 'GET',
    path: '/audit',
    permission: 'audit.read',
    summary: { zh: '列出审计日志，新的在前', en: 'Lists the audit log, newest first' },
    query: z.object({
      limit: Paging.limit,
      cursor: z.coerce
        .number()
        .int()
        .min(1)
        .optional()
        .meta({ description: '`next` of the page before: the number of its last entry' }),
      actor: z.string().max(200).optional().meta({ description: 'part of the name' }),
      action: z.string().max(100).optional().meta({ description: 'an action, or what it begins with' }),
      subject: z.string().max(200).optional().meta({ description: 'id of whom or what it was done to' }),
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
    }),
    answer: { status: 200, shape: pageOf(Line) },
    async handle({ deps, query: { limit, cursor, ...filters } }) {
      const wish = { sort: 'id', descending: true, filters: { ...filters, before: cursor } } as const;
      const { rows } = await readTable(deps.db, auditTable, wish, { limit: limit + 1, offset: 0 });
      return { body: cutPage(rows, limit, ({ id }) => String(id)) };
    },
  }),
  endpoint({
    id: 'audit.show',
    method: 'GET',
    path: '/audit/{id}',
    permission: 'audit.read',
    summary: { zh: '查看一条记录：之前与之后的值', en: 'Shows an entry with what was before and after' },
    params: z.object({ id: z.coerce.number().int().min(1) }),
    answer: { status: 200, shape: Entry },
    refusals: ['not_found'],
    async handle({ deps, params }) {
      const entry = await readAuditEntry(deps.db, params.id);
      return entry ? { body: entry } : problem('not_found');
    },
  }),
  endpoint({
    id: 'audit.verify',
    method: 'GET',
    path: '/audit/verification',
    permission: 'audit.read',
    summary: {
      zh: '重新计算整条哈希链；给出先前记下的链头可发现截断',
      en: 'Computes the whole chain again; a head that was noted earlier shows whether the end was cut off',
    },
    query: z.object({
      head: z
        .string()
        .regex(/^\d{1,15}:[0-9a-f]{64}$/, '<number>:<hash>')
        .optional(),
    }),
    answer: {
      status: 200,
      shape: z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('whole'),
          entries: z.int(),
          removed: z.int(),
          head: Head.or(z.object({ id: z.int(), hash: z.literal('') })),
        }),
        z.object({
          kind: z.literal('broken'),
          id: z.int(),
          why: z.enum(['altered', 'missing', 'unlinked', 'head_missing']),
        }),
      ]),
    },
    async handle({ deps, query }) {
      const [id, hash] = query.head?.split(':') ?? [];
      return { body: await verifyAudit(deps.db, id && hash ? { id: Number(id), hash } : undefined) };
    },
  }),
];
