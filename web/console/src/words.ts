// Figures, days and names for people. Amounts are exact decimals in text and
// stay text: no float ever holds one.

/** 290000.00 → 290,000; 1234.50 → 1,234.50. */
export function grouped(decimal: string): string {
  const m = /^([-−]?)(\d+)(?:\.(\d+))?$/.exec(decimal);
  if (!m) return decimal;
  const part = (m[3] ?? '').replace(/^0+$/, '');
  return m[1]! + m[2]!.replace(/\B(?=(\d{3})+$)/g, ',') + (part === '' ? '' : `.${part}`);
}

/** 290000.00 → 29万元; what is not exact in 万 with two places stays in 元. */
export function money(yuan: string): string {
  const m = /^([-−]?)(\d+)(?:\.0*)?$/.exec(yuan);
  const digits = m?.[2]!.replace(/^0+/, '') ?? '';
  const [places, word] = digits.length > 8 ? [8, '亿'] : [4, '万'];
  const part = digits.slice(-places).replace(/0+$/, '');
  if (!m || digits.length <= places || part.length > 2) return `${grouped(yuan)}元`;
  return `${m[1]}${digits.slice(0, -places).replace(/\B(?=(\d{3})+$)/g, ',')}${part === '' ? '' : `.${part}`}${word}元`;
}

const clock = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false });

/** 2026-11-26 13:05 in Beijing. */
export function moment(iso: string | undefined): string {
  if (!iso) return '';
  const d = new Date(iso);
  if (Number.isNaN(d.getTime())) return '';
  const part = Object.fromEntries(clock.formatToParts(d).map((p) => [p.type, p.value]));
  return `${part['year']}-${part['month']}-${part['day']} ${part['hour']}:${part['minute']}`;
}

export const outcomes: Record<string, string> = {
  amount: '可测算金额',
  up_to: '最高',
  eligible: '符合条件',
  not_eligible: '不符合',
  needs_input: '还缺信息',
  invalid_input: '输入有误',
  no_amount: '没有写金额',
  date: '日期',
  value: '数值',
};

export const kinds: Record<string, string> = {
  calculation: '测算',
  lookup: '查条款',
  eligibility: '资格',
  comparison: '对比',
  target: '目标',
  deadline: '期限',
  definition: '定义',
  procedure: '办理',
  status: '状态',
  clarification: '追问',
  no_answer: '没有答案',
  refusal: '不予回答',
  chat: '寒暄',
};

export const states: Record<string, string> = { met: '符合', failed: '不符合', unconfirmed: '待确认' };

/** 第9条, 第六条, （一）: a clause's number as people say it. */
export function clauseName(number: string | undefined, key: string): string {
  if (!number) return { preamble: '序言' }[key] ?? (key.startsWith('ending') ? '结尾' : key.startsWith('navigation') ? '非正文' : key);
  return /^\d+$/.test(number) ? `第${number}条` : number;
}

/** A stretch of a text by code points. */
export const slice = (text: string, start: number, end: number): string => Array.from(text).slice(start, end).join('');
export const length = (text: string): number => Array.from(text).length;

/** Exact sums of amounts, in 分. */
export const fen = (yuan: string): bigint => {
  const [whole = '0', part = ''] = yuan.split('.');
  return BigInt(whole) * 100n + BigInt((part + '00').slice(0, 2));
};
export const yuan = (f: bigint): string => `${f / 100n}.${String(f % 100n).padStart(2, '0')}`;
