// The answer's text, cut for the page. Markup in it is never read as HTML:
// only **bold** means something.

export interface Run {
  text: string;
  bold: boolean;
}

export function runs(text: string): Run[] {
  const out: Run[] = [];
  let at = 0;
  for (const m of text.matchAll(/\*\*([^*\n]+)\*\*/g)) {
    if (m.index > at) out.push({ text: text.slice(at, m.index), bold: false });
    out.push({ text: m[1]!, bold: true });
    at = m.index + m[0].length;
  }
  if (at < text.length) out.push({ text: text.slice(at), bold: false });
  return out;
}

/** The text with the bold marks taken off, for the clipboard. */
export function plain(text: string): string {
  return runs(text)
    .map((r) => r.text)
    .join('');
}

export function paragraphs(text: string): string[] {
  return text
    .split(/\n+/)
    .map((p) => p.trim())
    .filter((p) => p !== '');
}

/** Marks the first mention of an amount as bold, where nothing is marked yet. */
export function emphasised(text: string, amount: string | undefined): string {
  if (!amount || text.includes('**')) return text;
  const at = text.indexOf(amount);
  // 9万元 inside 29万元 is another amount.
  if (at < 0 || /[\d.,]/.test(text[at - 1] ?? '')) return text;
  return `${text.slice(0, at)}**${amount}**${text.slice(at + amount.length)}`;
}
