import { isZone } from '@rockpool/db/domain/calendar';
import { previewImport } from '@rockpool/db/membership/preview-import';
import { importMembershipFile } from '@rockpool/db/operations/memberships';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { problem } from '../problem.ts';

const File = z.object({
  csv: z.string().max(9_000_000).meta({ description: 'columns phone,tier,valid_until' }),
  name: z.string().max(200).default('api'),
  zone: z
    .string()
    .refine(isZone, 'not a known time zone')
    .default('Asia/Shanghai')
    .meta({ description: 'of the days in it' }),
  mode: z
    .enum(['merge', 'replace'])
    .default('merge')
    .meta({ description: 'replace removes the numbers that the file does not name' }),
});

const Counts = z.object({
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  absent: z.int().meta({ description: 'imported numbers that the file does not name' }),
});
const RowError = z.object({
  line: z.int(),
  column: z.string(),
  value: z.string(),
  problem: z.string(),
  message: z.string(),
});

export const membershipEndpoints = [
  endpoint({
    id: 'memberships.preview',
    method: 'POST',
    path: '/memberships/preview',
    permission: 'memberships.read',
    summary: { zh: '预览导入：会改变什么，哪些行有错', en: 'What a file would change, and its wrong rows' },
    body: File,
    answer: {
      status: 200,
      shape: z.object({ counts: Counts, errors: z.array(RowError), errorsInAll: z.int() }),
    },
    refusals: ['file_unreadable'],
    async handle({ deps, body }) {
      const result = await previewImport(deps.db, body);
      if (result.kind === 'preview') return { body: result };
      return problem('file_unreadable', { problem: result.problem, message: result.message });
    },
  }),
  endpoint({
    id: 'memberships.import',
    method: 'POST',
    path: '/memberships/import',
    permission: 'memberships.import',
    summary: {
      zh: '导入套餐名单，整份成功或整份不动',
      en: 'Imports plan holders: the whole file or nothing',
    },
    body: File,
    answer: { status: 200, shape: z.object({ counts: Counts, removed: z.int() }) },
    refusals: ['rows_wrong', 'file_unreadable', 'file_empty'],
    async handle({ deps, actor, body }) {
      const result = await importMembershipFile(deps.db, actor, body);
      switch (result.kind) {
        case 'imported':
          return { body: result };
        case 'refused': {
          const { errors, errorsInAll } = result.preview;
          return problem('rows_wrong', { errors, errorsInAll });
        }
        case 'unreadable':
          return problem('file_unreadable', { problem: result.problem, message: result.message });
        case 'empty':
          return problem('file_empty');
        case 'forbidden':
          return problem('forbidden', { permission: result.permission });
      }
    },
  }),
];
