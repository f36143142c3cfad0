// The embed script: defines the element, and where the page holds none, adds
// one that opens from a button.
//
//   <script src="https://…/widget.js" data-site="" defer></script>

import { ClausewiseChat } from './clausewise-chat';
import { ClausewiseCurve } from './curve-view';
import { ClausewiseDocument } from './document-view';
import { ClausewiseForget } from './forget-view';
import { ClausewiseHandoff } from './handoff-view';

const script = document.currentScript as HTMLScriptElement | null;
const server = script?.src ? new URL(script.src).origin : location.origin;

/** Attributes that the script tag hands to the element it adds. */
const handed = ['site', 'token', 'lang', 'theme', 'mode'];

/** Parts first: the chat is upgraded, and draws them, when it is defined. */
const elements = {
  'clausewise-curve': ClausewiseCurve,
  'clausewise-document': ClausewiseDocument,
  'clausewise-forget': ClausewiseForget,
  'clausewise-handoff': ClausewiseHandoff,
  'clausewise-chat': ClausewiseChat,
};

function embed(): void {
  // The server must stand before the upgrade reads the attributes.
  const own = document.querySelectorAll('clausewise-chat');
  for (const chat of own) if (!chat.hasAttribute('server')) chat.setAttribute('server', server);
  for (const [name, element] of Object.entries(elements)) if (!customElements.get(name)) customElements.define(name, element);
  if (own.length > 0) return;
  const chat = document.createElement('clausewise-chat');
  chat.setAttribute('server', server);
  for (const name of handed) {
    const value = script?.dataset[name];
    if (value) chat.setAttribute(name, value);
  }
  document.body.append(chat);
}

// Without defer the script may run before the page's own element is parsed.
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', embed);
else embed();
