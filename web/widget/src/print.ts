// Prints one answer on a page of its own: in a frame, so that nothing of the
// host page is printed and none of its rules reach in. Styles go in as a
// constructed sheet, which no content policy forbids.

import { render, type TemplateResult } from 'lit';

/** Prints a view with its styles; title heads the page and names the file.
 * Charts in it have styles of their own and stand apart from the rest. */
export function printView(view: TemplateResult, styles: string, charts: string, title: string, language: string): void {
  const frame = document.createElement('iframe');
  frame.title = title;
  frame.tabIndex = -1;
  frame.ariaHidden = 'true';
  // Not display: none: browsers print an empty page of that.
  const { style } = frame;
  style.setProperty('position', 'fixed', 'important');
  style.setProperty('width', '0', 'important');
  style.setProperty('height', '0', 'important');
  style.setProperty('border', '0', 'important');
  style.setProperty('visibility', 'hidden', 'important');
  document.body.append(frame);
  const page = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!page) {
    frame.remove();
    return;
  }
  const sheet = new page.CSSStyleSheet();
  sheet.replaceSync(styles);
  page.document.adoptedStyleSheets = [sheet];
  page.document.title = title;
  page.document.documentElement.lang = language;
  render(view, page.document.body);
  const chart = new page.CSSStyleSheet();
  chart.replaceSync(charts);
  for (const host of page.document.querySelectorAll('.chart')) {
    const root = host.attachShadow({ mode: 'open' });
    root.append(...host.childNodes);
    root.adoptedStyleSheets = [chart];
  }
  const gone = (): void => frame.remove();
  page.addEventListener('afterprint', gone);
  // Where the browser does not tell, the frame goes after a while.
  setTimeout(gone, 60_000);
  page.focus();
  page.print();
}
