/** The status page: plain HTML like the front page, because it is opened when something is wrong. */
import type { GetServerSideProps, PageConfig } from 'next';
import { PlainPage } from '../features/frame/plain-page.tsx';
import { readFrame, type FrameProps } from '../features/frame/read-frame.ts';
import type { StatusLook } from '../features/status/read-status.ts';
import { readStatus } from '../features/status/shared-reader.ts';
import { StatusView } from '../features/status/status-view.tsx';
import { translatorFor } from '../i18n/translator-for.ts';

export const config = { unstable_runtimeJS: false, runtime: 'nodejs' } satisfies PageConfig;

type Props = FrameProps & { look: StatusLook };

export const getServerSideProps: GetServerSideProps<Props> = async (context) => ({
  props: { ...readFrame(context), look: await readStatus() },
});

/** Who looks is not asked: that would be one more thing that may not answer. */
export default function StatusPage({ look, ...rest }: Props) {
  const frame = translatorFor(rest.locale, 'frame');
  const t = translatorFor(rest.locale, 'status');
  return (
    <PlainPage {...rest} title={`${t('title')} · ${frame('product')}`} signedIn={false}>
      <StatusView look={look} locale={rest.locale} />
    </PlainPage>
  );
}
