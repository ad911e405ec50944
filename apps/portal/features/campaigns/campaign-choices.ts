import { z } from 'zod';
import { db } from '../../db.ts';
import type { Locale } from '../../i18n/locale.ts';

const Name = z.object({ zh: z.string(), en: z.string() });
const choicesMax = 200;

/** The newest campaigns as a filter offers them: address and name. */
export async function campaignChoices(locale: Locale): Promise<{ value: string; text: string }[]> {
  const rows = await db().campaign.findMany({
    select: { slug: true, name: true },
    orderBy: { createdAt: 'desc' },
    take: choicesMax,
  });
  return rows.map(({ slug, name }) => ({ value: slug, text: Name.parse(name)[locale] }));
}
