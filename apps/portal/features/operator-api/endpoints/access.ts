/** Who may come in: staff and tokens. A token makes no tokens and invites nobody, so a stolen one cannot outlive its end. */
import { roles } from '@rockpool/db/domain/roles';
import { revokeToken } from '@rockpool/db/operations/tokens';
import { z } from 'zod';
import { listStaff } from '../../console/staff/list-staff.ts';
import { listTokens } from '../../console/tokens/list-tokens.ts';
import { endpoint } from '../endpoint.ts';
import { problem } from '../problem.ts';
import { ById, Instant } from '../wire.ts';

const Staff = z
  .object({
    id: z.uuid(),
    email: z.string(),
    role: z.enum(roles),
    state: z.enum(['active', 'invited', 'invitation_over', 'disabled']),
    lastSeenAt: Instant.nullable(),
    inviteExpiresAt: Instant.nullable(),
  })
  .meta({ id: 'Staff' });

const Token = z
  .object({
    id: z.uuid(),
    name: z.string(),
    role: z.string(),
    hint: z.string().meta({ description: 'its last four characters' }),
    owner: z.string(),
    state: z.enum(['active', 'expired', 'revoked', 'owner_disabled']),
    lastUsedAt: Instant.nullable(),
    expiresAt: Instant.nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'Token' });

export const accessEndpoints = [
  endpoint({
    id: 'staff.list',
    method: 'GET',
    path: '/staff',
    permission: 'staff.read',
    summary: { zh: '列出后台成员', en: 'Lists who works in the console' },
    answer: { status: 200, shape: z.object({ items: z.array(Staff) }) },
    async handle({ deps }) {
      return { body: { items: await listStaff(deps.db) } };
    },
  }),
  endpoint({
    id: 'tokens.list',
    method: 'GET',
    path: '/tokens',
    permission: 'settings.read',
    summary: {
      zh: '列出 API 令牌；新令牌只能在后台由成员自己创建',
      en: 'Lists API tokens; new ones are made in the console, by people',
    },
    answer: { status: 200, shape: z.object({ items: z.array(Token) }) },
    async handle({ deps }) {
      return { body: { items: await listTokens(deps.db) } };
    },
  }),
  endpoint({
    id: 'tokens.revoke',
    method: 'POST',
    path: '/tokens/{id}/revoke',
    permission: 'tokens.edit',
    summary: { zh: '立即撤销一个令牌', en: 'Ends a token at once' },
    params: ById,
    answer: { status: 200, shape: z.object({ revoked: z.literal(true) }) },
    refusals: ['not_found'],
    async handle({ deps, actor, params }) {
      const result = await revokeToken(deps.db, actor, params.id);
      return result.kind === 'revoked' ? { body: { revoked: true as const } } : problem(result.kind);
    },
  }),
];
