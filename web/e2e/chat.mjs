// The chat as a person uses it: by what is seen, not by its inner workings.

/** The chat of a page; Playwright's locators look into the shadow root. */
export class Chat {
  constructor(page) {
    this.page = page;
    this.field = page.getByRole('textbox', { name: '您的问题' });
    this.entries = page.locator('.entry');
  }

  /** Asks and waits for the answer to stand there whole. */
  async ask(question) {
    const n = await this.entries.count();
    await this.field.fill(question);
    await this.field.press('Enter');
    return this.answered(n);
  }

  /** The answer of entry n (from 0), when it is there. */
  async answered(n) {
    const entry = this.entries.nth(n);
    await entry.and(this.page.locator('[data-state="done"]')).waitFor();
    return new Shown(entry);
  }
}

/** An answer on the page. */
export class Shown {
  constructor(entry) {
    this.entry = entry;
  }

  text() {
    return this.entry.locator('.answer').innerText();
  }

  conclusion() {
    return this.entry.locator('.prose').innerText();
  }

  quotes() {
    return this.entry.locator('blockquote').allTextContents();
  }

  /** Document, its states and clause of every quote. */
  sources() {
    return this.entry.locator('.quote').evaluateAll((cards) =>
      cards.flatMap((card) => [...card.querySelectorAll('.clause .at p')].map((p) => `${card.querySelector('figcaption').textContent} ${p.textContent}`.replace(/\s/g, ''))),
    );
  }

  notices() {
    return this.entry.locator('.notices').allInnerTexts().then((all) => all.join('\n'));
  }

  amounts() {
    return this.entry.locator('.amount').allInnerTexts();
  }

  async steps() {
    const rows = await this.entry.locator('.calculation').first().locator('.steps tbody tr').all();
    return Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
  }

  readings() {
    return this.entry.locator('.readings').allInnerTexts().then((all) => all.join('\n'));
  }
}
