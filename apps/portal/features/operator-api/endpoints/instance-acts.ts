import {
  recoverInstance,
  removeInstance,
  restartInstance,
  resumeInstance,
  suspendInstance,
  type InstanceAnswer,
} from '@rockpool/db/operations/instances';
import { followLogs, openLogs } from '@rockpool/db/operations/instance-logs';
import type { Forbidden } from '@rockpool/db/operations/operate';
import type { Permission } from '@rockpool/db/domain/roles';
import { z } from 'zod';
import { endpoint, type Answered, type Call, type Endpoint } from '../endpoint.ts';
import { problem, type Problem } from '../problem.ts';
import type { ProblemReason } from '../problem-table.ts';
import { ById, Instant, Reason } from '../wire.ts';

const Wished = z.object({
  again: z.boolean().meta({ description: 'it was so already; nothing was changed' }),
});

interface Act<B> {
  id: string;
  path: `/instances/{id}/${string}`;
  permission: Permission;
  summary: { zh: string; en: string };
  body: z.ZodType<B>;
  refusals: readonly ProblemReason[];
  wish(call: Call<{ id: string }, unknown, B>): Promise<InstanceAnswer | Forbidden>;
}

const act = <B>({ wish, refusals, ...rest }: Act<B>): Endpoint =>
  endpoint({
    ...rest,
    method: 'POST',
    params: ById,
    // its provisioner takes the wish over
    answer: { status: 202, shape: Wished },
    refusals: ['not_found', ...refusals],
    async handle(call): Promise<Answered<z.input<typeof Wished>> | Problem> {
      const result = await wish(call);
      if (result.kind === 'done') return { body: result };
      if (result.kind !== 'refused') return problem(result.kind);
      const { reason, ...fact } = result.refusal;
      return problem(reason, fact);
    },
  });

const Why = z.object({ reason: Reason });

export const instanceActEndpoints = [
  act({
    id: 'instances.restart',
    path: '/instances/{id}/restart',
    permission: 'instances.act',
    summary: { zh: '重启网关', en: 'Starts the gateway anew' },
    body: Why,
    refusals: ['not_running', 'removed'],
    wish: ({ deps, actor, params, body }) =>
      restartInstance(deps.db, actor, { instanceId: params.id, ...body }),
  }),
  act({
    id: 'instances.recover',
    path: '/instances/{id}/recover',
    permission: 'instances.act',
    summary: {
      zh: '立即重试异常的云电脑，或撤回尚未完成的删除',
      en: 'Tries a failed one again at once, or takes a removal back',
    },
    body: Why,
    refusals: ['not_failed', 'removed'],
    wish: ({ deps, actor, params, body }) =>
      recoverInstance(deps.db, actor, { instanceId: params.id, ...body }),
  }),
  act({
    id: 'instances.suspend',
    path: '/instances/{id}/suspend',
    permission: 'users.suspend',
    summary: { zh: '停用，保留数据，天数照走', en: 'Stops it and keeps everything; its days run on' },
    body: Why,
    refusals: ['removed'],
    wish: ({ deps, actor, params, body }) =>
      suspendInstance(deps.db, actor, { instanceId: params.id, ...body }),
  }),
  act({
    id: 'instances.resume',
    path: '/instances/{id}/resume',
    permission: 'users.suspend',
    summary: { zh: '恢复停用的云电脑', en: 'Lets a suspended one run again' },
    body: Why,
    refusals: [],
    wish: ({ deps, actor, params, body }) =>
      resumeInstance(deps.db, actor, { instanceId: params.id, ...body }),
  }),
  act({
    id: 'instances.remove',
    path: '/instances/{id}/remove',
    permission: 'instances.remove',
    summary: {
      zh: '连同全部数据删除；需要填写用户的手机号',
      en: 'Removes it with all its data; the owner’s phone number must be given',
    },
    body: z.object({ reason: Reason, phone: z.string().max(32) }),
    refusals: ['removed', 'phone_differs'],
    wish: ({ deps, actor, params, body }) =>
      removeInstance(deps.db, actor, { instanceId: params.id, ...body }),
  }),
  endpoint({
    id: 'instances.open-logs',
    method: 'POST',
    path: '/instances/{id}/logs',
    permission: 'instances.logs',
    summary: {
      zh: '请求最近的日志，随后用 GET 读取',
      en: 'Asks for the last lines, to be read by GET afterwards',
    },
    params: ById,
    answer: { status: 202, shape: z.object({ opened: z.literal(true) }) },
    refusals: ['not_found'],
    async handle({ deps, actor, params }) {
      const result = await openLogs(deps.db, actor, { instanceId: params.id });
      return result.kind === 'opened' ? { body: { opened: true as const } } : problem(result.kind);
    },
  }),
  endpoint({
    id: 'instances.logs',
    method: 'GET',
    path: '/instances/{id}/logs',
    permission: 'instances.logs',
    summary: {
      zh: '读取日志；请求之后十分钟内有效',
      en: 'The last lines, for ten minutes after they were asked for',
    },
    params: ById,
    answer: {
      status: 200,
      shape: z.object({
        answeredAt: Instant.nullable().meta({ description: 'null: not answered yet' }),
        lines: z.array(z.string()),
        problem: z.string(),
      }),
    },
    refusals: ['not_found'],
    async handle({ deps, params }) {
      const view = await followLogs(deps.db, params.id);
      return view ? { body: view } : problem('not_found');
    },
  }),
];
