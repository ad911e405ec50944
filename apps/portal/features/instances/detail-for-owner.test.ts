import { phaseReasons } from '@rockpool/db/domain/instance';
import { expect, test } from 'vitest';
import { detailForOwner } from './detail-for-owner.ts';

const phaseDetail = 'host-2 does not answer (10.20.0.40:3010)';

test.each(['moving', 'move_failed'])('what a computer’s owner reads of %s names no host', (phaseReason) => {
  expect(detailForOwner({ phaseReason, phaseDetail })).toBe('');
});

test.each(phaseReasons.filter((reason) => !/^mov/.test(reason)))('%s keeps its words', (phaseReason) => {
  expect(detailForOwner({ phaseReason, phaseDetail })).toBe(phaseDetail);
});
