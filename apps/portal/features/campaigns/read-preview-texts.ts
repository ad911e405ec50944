import { messages } from '../../i18n/messages.ts';
import type { PreviewTexts } from './preview-texts.ts';

/** The subscriber's texts, for previews in the browser and nothing else. */
export const readPreviewTexts = (): PreviewTexts => ({
  zh: { campaign: messages.zh.campaign, refusal: messages.zh.refusal },
  en: { campaign: messages.en.campaign, refusal: messages.en.refusal },
});
