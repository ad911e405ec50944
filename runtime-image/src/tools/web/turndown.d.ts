/** What is used of it; the package brings no types. */
declare module 'turndown' {
  export default class TurndownService {
    constructor(options?: {
      headingStyle?: 'setext' | 'atx';
      codeBlockStyle?: 'indented' | 'fenced';
      bulletListMarker?: '-' | '+' | '*';
    });
    turndown(page: string | object): string;
  }
}
