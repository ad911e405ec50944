import { availableDays } from '@rockpool/db/domain/available';
import { phases } from '@rockpool/db/domain/instance';
import { tiers } from '@rockpool/db/domain/plan';
import { readComputer, type ComputerView } from '@rockpool/db/views/computer';
import { readUserFacts, type UserFacts } from '@rockpool/db/views/console-user';
import { usersTable, type UserRow } from '@rockpool/db/views/console-users';
import { readTable } from '@rockpool/db/views/table';
import { signOutEverywhere } from '@rockpool/db/operations/users';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { cutPage, pageOf, Paging, readCursor, writeCursor } from '../paging.ts';
import { problem } from '../problem.ts';
import { ById, Instant, Name, Reason } from '../wire.ts';

const UserLine = z
  .object({
    id: z.uuid(),
    phone: z.string(),
    joinedAt: Instant,
    plan: z.enum(tiers).nullable(),
    planSource: z.string().nullable().meta({ description: 'subscription, api or import' }),
    campaigns: z.array(Name),
    availableDays: z.int(),
    points: z.int(),
    instanceId: z.uuid().nullable(),
    phase: z.enum(phases).nullable(),
  })
  .meta({ id: 'UserLine' });

const Known = { validUntil: Instant.nullable(), checkedAt: Instant };

const UserDetail = z
  .object({
    id: z.uuid(),
    phone: z.string(),
    locale: z.string(),
    timeZone: z.string(),
    joinedAt: Instant,
    deletedAt: Instant.nullable(),
    consentAt: Instant.nullable(),
    points: z.int(),
    plan: z.object({
      imported: z.object({ tier: z.enum(tiers), ...Known }).nullable(),
      answered: z.object({ tier: z.enum(tiers).nullable(), ...Known }).nullable(),
      subscriptions: z.array(
        z.object({
          id: z.string(),
          tier: z.enum(tiers),
          interval: z.string(),
          state: z.string(),
          currentPeriodEnd: Instant,
          cancelAtPeriodEnd: z.boolean(),
        }),
      ),
    }),
    entitlements: z.array(
      z.object({
        id: z.uuid(),
        campaign: z.object({ id: z.uuid(), slug: z.string(), name: Name }),
        grantedDays: z.int(),
        availableDays: z.int(),
        startedAt: Instant.nullable(),
        expiresAt: Instant.nullable(),
      }),
    ),
    instance: z
      .object({ id: z.uuid(), phase: z.enum(phases), phaseReason: z.string(), phaseSince: Instant })
      .nullable(),
    sessions: z.int().meta({ description: 'browsers that are signed in' }),
  })
  .meta({ id: 'User' });

const lineOf = (row: UserRow): z.input<typeof UserLine> => ({
  ...row,
  joinedAt: row.joined_at,
  plan: row.tier,
  planSource: row.plan_source,
  availableDays: row.available_days,
  instanceId: row.instance_id,
});

function detailOf(
  { user, balance, entitlements, instance, now }: ComputerView,
  facts: UserFacts,
): z.input<typeof UserDetail> {
  const { imported, answered, subscriptions } = facts;
  return {
    ...user,
    timeZone: facts.timeZone,
    joinedAt: facts.createdAt,
    deletedAt: facts.deletedAt,
    points: balance,
    plan: { imported, answered, subscriptions },
    entitlements: entitlements.map((each) => ({ ...each, availableDays: availableDays(each, now) })),
    instance,
    sessions: facts.sessions.length,
  };
}

export const userEndpoints = [
  endpoint({
    id: 'users.list',
    method: 'GET',
    path: '/users',
    permission: 'users.read',
    summary: { zh: '列出用户，新注册的在前', en: 'Lists users, who joined last first' },
    query: z.object({
      ...Paging,
      q: z.string().max(64).optional().meta({ description: 'part of the phone number, or an id' }),
      plan: z.enum([...tiers, 'none']).optional(),
      computer: z.enum(['yes', 'no']).optional(),
      phase: z.enum(phases).optional(),
    }),
    answer: { status: 200, shape: pageOf(UserLine) },
    async handle({ deps, query: { limit, cursor, ...filters } }) {
      const after = cursor === undefined ? undefined : readCursor(cursor);
      if (after === null) return problem('invalid_request', { wrong: ['cursor'] });
      const wish = { sort: 'joined', descending: true, filters: { ...filters, after } } as const;
      const { rows } = await readTable(deps.db, usersTable, wish, { limit: limit + 1, offset: 0 });
      const { items, next } = cutPage(rows, limit, ({ joined_at: at, id }) => writeCursor({ at, id }));
      return { body: { items: items.map(lineOf), next } };
    },
  }),
  endpoint({
    id: 'users.show',
    method: 'GET',
    path: '/users/{id}',
    permission: 'users.read',
    summary: {
      zh: '查看一个用户：套餐、积分、权益、云电脑',
      en: 'Shows a user: plan, points, entitlements, computer',
    },
    params: ById,
    answer: { status: 200, shape: UserDetail },
    refusals: ['not_found'],
    async handle({ deps, params }) {
      const [computer, facts] = await Promise.all([
        readComputer(deps.db, params.id),
        readUserFacts(deps.db, params.id),
      ]);
      return computer && facts ? { body: detailOf(computer, facts) } : problem('not_found');
    },
  }),
  endpoint({
    id: 'users.sign-out',
    method: 'POST',
    path: '/users/{id}/sign-out',
    permission: 'users.suspend',
    summary: { zh: '让用户在所有浏览器退出登录', en: 'Ends every session of a user' },
    params: ById,
    body: z.object({ reason: Reason }),
    answer: { status: 200, shape: z.object({ sessions: z.int() }) },
    refusals: ['not_found'],
    async handle({ deps, actor, params, body }) {
      const result = await signOutEverywhere(deps.db, actor, { userId: params.id, ...body });
      return result.kind === 'signed_out' ? { body: { sessions: result.sessions } } : problem(result.kind);
    },
  }),
];
