/** Any key that starts so is accepted. */
export const keyPrefix = 'sk-sandbox';
/** The thinking one sends `reasoning_content` first. */
export const defaultModels: readonly string[] = ['sandbox', 'sandbox-thinking'];
