import { Package } from 'lucide-react';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { downloadLook } from '../account/download-look.ts';
import type { AwayState, GatewayPlace } from '../gateway/find-gateway.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { formatSize } from './format-size.ts';

/** All of one's data as one archive while the computer runs, and otherwise what to do so that it can be had. */
export async function TakeAlong(props: { t: Translator<'account'>; locale: Locale; place: GatewayPlace }) {
  const { t, locale, place } = props;
  if (place.at === 'away') return <Away t={t} state={place.state} />;
  const found = await place.client.workspace().catch(() => null);
  const size = found && { files: found.files, size: formatSize(found.bytes, locale) };
  return (
    <div className="space-y-3">
      <p className="min-h-10 text-sm text-ink-2 tabular">
        {size ? t(found.complete ? 'data.size' : 'data.sizeAtLeast', size) : t('data.sizeUnknown')}
      </p>
      {/* a plain link: a file is no page to go to, and a refusal leads back here */}
      <a href="/api/account/everything" className={downloadLook}>
        <Package aria-hidden className="size-4" />
        {t('data.everything')}
      </a>
    </div>
  );
}

function Away({ t, state }: { t: Translator<'account'>; state: AwayState }) {
  if (state === 'none') return null;
  return (
    <p className="text-sm">
      {t(`data.away.${state}`)}{' '}
      {state !== 'removed' && <TextLink href="/computer">{t('data.toComputer')}</TextLink>}
    </p>
  );
}

export const TakeAlongSkeleton = () => (
  <div className="space-y-3">
    <Skeleton className="h-10 w-full" />
    <Skeleton className="h-11 w-36" />
  </div>
);
