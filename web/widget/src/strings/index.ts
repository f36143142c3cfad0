import { en } from './en';
import { zhHans, type Strings } from './zh-hans';
import { zhHant } from './zh-hant';

export type { Strings };

export type Language = 'zh-Hans' | 'zh-Hant' | 'en';

export const languages = ['zh-Hans', 'zh-Hant', 'en'] as const satisfies readonly Language[];

const all: Record<Language, Strings> = { 'zh-Hans': zhHans, 'zh-Hant': zhHant, en };

export function stringsOf(language: Language): Strings {
  return all[language];
}

/** The first of the language tags that the widget speaks, simplified Chinese
 * where none is. */
export function chooseLanguage(tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const t = (tag ?? '').toLowerCase();
    if (/^zh-(hant|tw|hk|mo)\b/.test(t)) return 'zh-Hant';
    if (/^zh\b/.test(t)) return 'zh-Hans';
    if (/^en\b/.test(t)) return 'en';
  }
  return 'zh-Hans';
}
