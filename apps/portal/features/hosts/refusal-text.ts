import type { MoveRefusal } from '@rockpool/db/domain/move';
import type { EmptyRefusal } from '@rockpool/db/operations/empty-host';
import type { LoseRefusal } from '@rockpool/db/domain/lost-host';
import type { ForgetRefusal } from '@rockpool/db/operations/hosts';
import type { Translator } from '../../i18n/translator-for.ts';

/** Why a host or a move stays as it is, with the fact that decides it. */
export function hostRefusalText(
  refusal: MoveRefusal | EmptyRefusal | ForgetRefusal | LoseRefusal | { reason: 'no_move' },
  t: Translator<'consoleHosts'>,
): string {
  switch (refusal.reason) {
    case 'no_such_host':
    case 'same_host':
    case 'host_closed':
    case 'host_away':
    case 'no_address':
    case 'copy_remains':
    case 'moved_meanwhile':
    case 'host_alive':
      return t(`refused.${refusal.reason}`, { host: refusal.host });
    case 'host_full': {
      const places = { taken: refusal.taken, capacity: refusal.capacity ?? t('endless') };
      return refusal.host === null
        ? t('refused.all_full', places)
        : t('refused.host_full', { ...places, host: refusal.host });
    }
    case 'move_under_way':
      return t('refused.move_under_way', { from: refusal.from, to: refusal.to });
    case 'other_count': {
      const { host, computers, shown } = refusal;
      return t('refused.other_count', { host, computers, shown });
    }
    case 'host_in_use': {
      const { host, lives, coming, remains } = refusal;
      return t('refused.host_in_use', { host, lives, coming, remains });
    }
    case 'no_other_host':
    case 'not_placed':
    case 'removed':
    case 'no_move':
      return t(`refused.plain.${refusal.reason}`);
  }
}
