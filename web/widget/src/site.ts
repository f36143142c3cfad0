// What a site that embeds the chat has set: a short-lived token for its
// pages, its languages, its colours, whom to turn to.

import type { Api, Start } from './api';

/** So long before a token ends a new one is fetched. */
const early = 30_000;

export class Site {
  private current: Promise<Start> | undefined;
  private until = Infinity;
  private sheet: CSSStyleSheet | undefined;

  constructor(
    private readonly api: Pick<Api, 'start'>,
    private readonly key: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** What the service says of the site, with a token that still holds. */
  start(): Promise<Start> {
    if (this.now() >= this.until) this.current = undefined;
    this.current ??= this.api.start(this.key).then(
      (start) => {
        this.until = start.expires ? Date.parse(start.expires) - early : Infinity;
        return start;
      },
      (error: unknown) => {
        this.current = undefined;
        throw error;
      },
    );
    return this.current;
  }

  /** Gives the chat the site's colours. */
  dress(root: ShadowRoot, theme: Record<string, string> | undefined): void {
    const rules = themeRules(theme);
    if (rules === '') return;
    this.sheet ??= new CSSStyleSheet();
    this.sheet.replaceSync(rules);
    if (!root.adoptedStyleSheets.includes(this.sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.sheet];
  }

  /** The token was refused: the next one is new. */
  expire(): void {
    this.current = undefined;
  }
}

/** The variables of a site's theme as a style sheet for the element. A page
 * that sets them itself overrules them. */
export function themeRules(theme: Record<string, string> | undefined): string {
  const rules = Object.entries(theme ?? {})
    .filter(([name, value]) => /^[a-z][a-z-]{0,30}$/.test(name) && /^[#\p{L}\p{N} .,%"'-]{1,100}$/u.test(value))
    .map(([name, value]) => `--cw-${name}: ${value};`);
  return rules.length > 0 ? `:host { ${rules.join(' ')} }` : '';
}
