// Light or dark: the system's, unless the user of this browser has chosen.

export type Theme = 'system' | 'light' | 'dark';

export const themes: readonly [Theme, string][] = [
  ['system', '跟随系统'],
  ['light', '浅色'],
  ['dark', '深色'],
];

const key = 'clausewise.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export function theme(): Theme {
  try {
    const kept = localStorage.getItem(key);
    return themes.find(([t]) => t === kept)?.[0] ?? 'system';
  } catch {
    return 'system'; // a private window
  }
}

export function choose(to: Theme): void {
  try {
    localStorage.setItem(key, to);
  } catch {
    // It holds for this page then.
  }
  apply(to);
}

/** What is drawn on a canvas is drawn anew at "cw-theme". */
function apply(t: Theme): void {
  document.documentElement.dataset['theme'] = t === 'system' ? (dark.matches ? 'dark' : 'light') : t;
  dispatchEvent(new CustomEvent('cw-theme'));
}

dark.addEventListener('change', () => apply(theme()));
apply(theme());
