import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { limited, localTime, moreText, readList } from '../lists.ts';
import type { AddCommands } from '../program.ts';
import { findUser } from '../user.ts';
import { countingNumber, instant } from '../words.ts';

const Payment = z.looseObject({
  id: z.string(),
  phone: z.string(),
  amount: z.number(),
  refundedAmount: z.number(),
  currency: z.string(),
  state: z.string(),
  paidAt: z.string().nullable(),
});
type Payment = z.output<typeof Payment>;
const Purchase = Payment.extend({ points: z.number() });
const PlanPayment = Payment.extend({
  reason: z.string(),
  number: z.string().nullable(),
  periodEnd: z.string().nullable(),
});
const Refunded = z.object({ refundId: z.string() });

interface Wish {
  search?: string;
  user?: string;
  state?: string;
  from?: string;
  to?: string;
  limit: number;
}

/** Amounts are told as the service counts them, since how many make a unit differs by currency. */
const money = (row: Payment) => [`${row.amount} ${row.currency}`, row.refundedAmount || ''];

export const addPaymentCommands: AddCommands = (program, session) => {
  const lists = (command: Command) =>
    limited(command)
      .option('--search <text>', 'part of the phone number, or an id of the payment')
      .option('--user <user>', 'id or phone number')
      .option('--state <state>', 'as the list tells it, e.g. paid or partly_refunded')
      .option('--from <when>', 'a day or an instant', instant)
      .option('--to <when>', 'before it', instant);

  const read = async <T>(path: string, shape: z.ZodType<T>, { search: q, user, ...wish }: Wish) =>
    readList(session(), path, shape, {
      q,
      ...wish,
      ...(user !== undefined && { user: (await findUser(session(), user)).id }),
    });

  const refunds = (command: Command, path: string, after: string) =>
    command
      .description(`gives money back, all that is left or a part; ${after}`)
      .requiredOption('--reason <words>', 'for the audit log')
      .option('--amount <count>', 'in the currency’s smallest unit, as the list tells amounts', smallestUnits)
      .action(async (id: string, { reason, amount }: { reason: string; amount?: number }) => {
        const part = amount === undefined ? 'All that is left' : `${amount} (smallest unit)`;
        await session().agree(`${part} of ${id} goes back the way it was paid.`);
        const body = { reason, ...(amount !== undefined && { amount }) };
        const at = `/${path}/${encodeURIComponent(id)}/refund`;
        const answer = await session().api.post(at, { shape: Refunded, body });
        session().show(answer, ({ refundId }) => session().out.line(`On its way: ${refundId}.`));
      });

  const purchases = program.command('purchases').description('packs of points that were bought');
  lists(purchases.command('list'))
    .description('newest first; amounts in the currency’s smallest unit')
    .action(async (wish: Wish) => {
      const list = await read('/purchases', Purchase, wish);
      session().show(list, ({ items, more }) => {
        session().out.table(
          ['paid', 'phone', 'points', 'amount', 'back', 'state', 'id'],
          items.map((row) => [
            localTime(row.paidAt),
            row.phone,
            row.points,
            ...money(row),
            row.state,
            row.id,
          ]),
        );
        if (more) session().out.line(moreText(more));
      });
    });
  refunds(purchases.command('refund <id>'), 'purchases', 'its share of the points goes too');

  const plans = program.command('plan-payments').description('what was paid for plans, by invoice');
  lists(plans.command('list'))
    .description('newest first; amounts in the currency’s smallest unit')
    .action(async (wish: Wish) => {
      const list = await read('/plan-payments', PlanPayment, wish);
      session().show(list, ({ items, more }) => {
        session().out.table(
          ['paid', 'phone', 'for', 'amount', 'back', 'state', 'until', 'invoice'],
          items.map((row) => [
            localTime(row.paidAt),
            row.phone,
            row.reason,
            ...money(row),
            row.state,
            localTime(row.periodEnd),
            row.id,
          ]),
        );
        if (more) session().out.line(moreText(more));
      });
    });
  refunds(plans.command('refund <invoice>'), 'plan-payments', 'the subscription stays and renews');
};

function smallestUnits(text: string): number {
  if (/[.,]/.test(text))
    throw new InvalidArgumentError('It is counted in the smallest unit: 1250 for 12.50.');
  return countingNumber(text);
}
