// What has to be measured rather than styled: the height of the field, what of
// the log is in view, and the layer the panel stands in.

import type { Dialogue } from './dialogue';

// The browser's top layer: no stacking, clipping, filter or transform of the
// page around it counts there. Older browsers go by the z-index.
export function rise(float: HTMLElement | null): void {
  if (float?.isConnected && 'showPopover' in float && !float.matches(':popover-open')) float.showPopover();
}

// The field grows with its text. Rows are counted, not styled: a host's
// content policy may forbid style attributes.
export function grow(field: HTMLTextAreaElement, draft: string): void {
  field.rows = 1;
  if (draft === '') return;
  while (field.rows < 6 && field.scrollHeight > field.clientHeight + 2) field.rows++;
}

// New text scrolls in only where the reader is at the end already. A whole
// answer is shown from its question on, not from its last line.
export function follow(log: HTMLElement | null, before: Dialogue | undefined, now: Dialogue, calm: boolean): void {
  const last = now.at(-1);
  if (!log || !last) return;
  const old = before?.find((e) => e.id === last.id);
  if (old === last) return;
  const entry = [...log.querySelectorAll<HTMLElement>('.entry')].at(-1);
  if (!entry) return;
  const still = calm || matchMedia('(prefers-reduced-motion: reduce)').matches;
  const top = entry.offsetTop - 12;
  if (old === undefined || old.state !== last.state) log.scrollTo({ top, behavior: still ? 'auto' : 'smooth' });
}
