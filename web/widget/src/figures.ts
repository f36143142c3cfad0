// Figures for people. Amounts arrive as exact decimals in text and stay text:
// no float ever holds one.

import type { Language } from './strings';

/** 290000.00 → 290,000; 1234.50 → 1,234.50. Anything else comes back as it is. */
export function grouped(decimal: string): string {
  const m = /^([-−]?)(\d+)(?:\.(\d+))?$/.exec(decimal);
  if (!m) return decimal;
  const whole = m[2]!.replace(/\B(?=(\d{3})+$)/g, ',');
  const part = (m[3] ?? '').replace(/^0+$/, '');
  return m[1]! + whole + (part === '' ? '' : '.' + part);
}

/** The same amount in 万 or 亿 where that is exact with two places, else
 * undefined: 290000.00 → 29万. */
export function inWan(decimal: string, language: Language): string | undefined {
  const m = /^([-−]?)(\d+)(?:\.0*)?$/.exec(decimal);
  if (!m) return undefined;
  const digits = m[2]!.replace(/^0+/, '');
  const [places, word] = digits.length > 8 ? [8, language === 'zh-Hant' ? '億' : '亿'] : [4, language === 'zh-Hant' ? '萬' : '万'];
  if (digits.length <= places) return undefined;
  const part = digits.slice(-places).replace(/0+$/, '');
  if (part.length > 2) return undefined;
  return m[1]! + digits.slice(0, -places).replace(/\B(?=(\d{3})+$)/g, ',') + (part === '' ? '' : '.' + part) + word;
}

/** An amount as a headline and, where the headline is in 万, the full figure. */
export function money(yuan: string, language: Language): { main: string; full?: string } {
  if (language === 'en') return { main: `RMB ${grouped(yuan)}` };
  const wan = inWan(yuan, language);
  const full = `${grouped(yuan)}元`;
  return wan === undefined ? { main: full } : { main: `${wan}元`, full };
}

/** A figure with its unit, as each language writes it: 350,000元, 3 steps,
 * RMB 350,000. */
export function withUnit(decimal: string, unit: string): string {
  const figure = grouped(decimal);
  if (unit === 'RMB') return `RMB ${figure}`;
  return /^[a-z]/i.test(unit) ? `${figure} ${unit}` : figure + unit;
}

/** Groups the digits of every figure in an expression: 850000 − 500000 →
 * 850,000 − 500,000. Four digits stay as they are: they may be a year. */
export function expression(text: string): string {
  return text.replace(/\d{5,}(\.\d+)?/g, (n) => grouped(n));
}
