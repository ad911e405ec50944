import { expect, test } from 'vitest';
import { describeEndpoints } from './describe.ts';

test('every operation is told with the fields that its shapes have', () => {
  const described = describeEndpoints();
  const create = described.find(({ endpoint }) => endpoint.id === 'campaigns.create')!;
  expect(create.parameters.map(({ name }) => name)).toEqual(['Idempotency-Key']);
  expect(create.body.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['slug', 'name.zh', 'policy', 'policy.zone', 'policy.points.claim', 'stock']),
  );
  expect(create.body.find(({ name }) => name === 'policy.onPlanLoss')).toMatchObject({
    ...{ type: '"finish" | "stop"', required: false, description: 'default "finish"' },
  });
  const list = described.find(({ endpoint }) => endpoint.id === 'users.list')!;
  expect(list.answer.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['items', 'items[].phone', 'next']),
  );
  expect(list.parameters.find(({ name }) => name === 'limit')).toMatchObject({
    type: 'integer',
    description: 'default 50',
  });
  for (const { endpoint, answer, refusals } of described) {
    expect(answer.length, endpoint.id).toBeGreaterThan(0);
    expect(refusals).toContain('forbidden');
  }
});
