import { html, type TemplateResult } from 'lit';

// Drawn for this widget on a 20 × 20 grid; decoration only, words stand beside.
const line = (d: string): TemplateResult => html`
  <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    <path d=${d} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"></path>
  </svg>
`;

export const icons = {
  clause: line('M5 2.8h7.2L15.5 6v11.2H5zM12 2.8V6h3.5M7.6 9.4h5.2M7.6 12.2h5.2M7.6 14.8h3'),
  close: line('M5 5l10 10M15 5L5 15'),
  send: line('M10 16V4.4M5.2 9L10 4.2 14.8 9'),
  stop: line('M6 6h8v8H6z'),
  fresh: line('M10 4.2v11.6M4.2 10h11.6'),
  warning: line('M10 3.2l7.2 13H2.8zM10 8v3.6M10 13.9v.1'),
  info: line('M10 2.9a7.1 7.1 0 1 0 0 14.2 7.1 7.1 0 0 0 0-14.2zM10 9.4v4M10 6.6v.1'),
  expired: line('M10 2.9a7.1 7.1 0 1 0 0 14.2 7.1 7.1 0 0 0 0-14.2zM10 6v4.2l2.8 1.8'),
  met: line('M4.4 10.6l3.6 3.6 7.6-8'),
  failed: line('M5.6 5.6l8.8 8.8M14.4 5.6l-8.8 8.8'),
  unconfirmed: line('M7.4 7.6a2.7 2.7 0 1 1 3.9 2.5c-.9.5-1.3 1-1.3 2M10 15v.1'),
  copy: line('M7.4 7.4h8.2v8.2H7.4zM4.4 12.6V4.4h8.2'),
  print: line('M6 7.2V3.4h8v3.8M6 13.4H3.8V7.2h12.4v6.2H14M6 11.4h8v5.2H6z'),
  receipt: line('M5 2.8h10v14.4l-2.5-1.6-2.5 1.6-2.5-1.6L5 17.2zM7.6 6.6h4.8M7.6 9.6h4.8'),
  person: line('M10 10.2a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6zM3.8 16.8c.6-3 3-4.4 6.2-4.4s5.6 1.4 6.2 4.4'),
  phone: line('M6.2 3.4l2 3.6-1.6 1.6c.8 2 2.2 3.4 4.2 4.4l1.7-1.7 3.5 2.1-.6 3c-6.4.6-12.5-5.7-12.1-12.3z'),
  out: line('M8 5H4.8v10.2H15V12M11 4.4h4.8v4.8M15.4 4.8L9.4 10.8'),
  up: line('M6.5 9l2.8-5.8c1.2 0 2 .9 1.8 2.1L10.6 8h4.5c1 0 1.6.8 1.4 1.7l-1.1 5c-.2.8-.8 1.3-1.6 1.3H6.5zM6.5 9H3.6v7h2.9'),
  down: line('M6.5 11l2.8 5.8c1.2 0 2-.9 1.8-2.1L10.6 12h4.5c1 0 1.6-.8 1.4-1.7l-1.1-5c-.2-.8-.8-1.3-1.6-1.3H6.5zM6.5 11H3.6V4h2.9'),
};
