import type { Emptied } from '@rockpool/db/operations/empty-host';
import type { Translator } from '../../i18n/translator-for.ts';

const reasons = ['host_full', 'move_under_way', 'copy_remains', 'removed'] as const;

/** What emptying a host has begun, and what stays why. */
export function emptiedText(
  { moving, leaving, turnedBack, staying, because }: Emptied,
  t: Translator<'consoleHosts'>,
): string {
  const together = (parts: readonly string[]) =>
    parts.reduce((first, then) => t('emptied.and', { first, then }));
  const why = because.map(({ reason, count }) => {
    const known = reasons.find((each) => each === reason) ?? 'other';
    return t('emptied.because', { reason: t(`stays.${known}`), count });
  });
  const parts = [
    t('emptied.moving', { count: moving }),
    ...(leaving > 0 ? [t('emptied.leaving', { count: leaving })] : []),
    ...(turnedBack > 0 ? [t('emptied.turnedBack', { count: turnedBack })] : []),
    ...(staying > 0 ? [t('emptied.staying', { count: staying, because: together(why) })] : []),
  ];
  return t('emptied.done', { parts: together(parts) });
}
