import { expect, test } from 'vitest';
import { chooseOffer, type Offer } from './choose-offer.ts';

const open: Offer = { id: 'open', state: 'open' };
const soldOut: Offer = { id: 'sold', state: 'sold_out' };
const ended: Offer = { id: 'ended', state: 'ended' };

test.each<[string, Offer[], string[], string]>([
  ['the open one', [open, ended], [], 'open'],
  ['another open one than the claimed', [open, { ...open, id: 'second' }], ['open'], 'second'],
  ['the claimed one rather than one that is over', [open, ended], ['open'], 'open'],
  ['the claimed one rather than one that is sold out', [soldOut, ended], ['ended'], 'ended'],
  ['the best where nothing is open or claimed', [soldOut, ended], [], 'sold'],
])('the claim page is about %s', (_what, offers, claimed, id) => {
  expect(chooseOffer(offers, new Set(claimed))?.id).toBe(id);
});

test('without offers it is about none', () => {
  expect(chooseOffer([], new Set())).toBeNull();
});
