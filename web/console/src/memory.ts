// What the browser remembers for one user: past look-ups and favourites.

export interface Favourite {
  document: string;
  clause: string;
  name: string;
}

const most = 30;

export class Memory {
  constructor(private readonly user: string) {}

  get history(): string[] {
    return this.read<string>('history');
  }

  remember(query: string): void {
    const q = query.trim();
    // What is typed on the way to a longer query is not remembered beside it.
    if (q.length > 1) this.write('history', [q, ...this.history.filter((h) => h !== q && !q.startsWith(h))].slice(0, most));
  }

  forget(): void {
    this.write('history', []);
  }

  get favourites(): Favourite[] {
    return this.read<Favourite>('favourites');
  }

  has(document: string, clause: string): boolean {
    return this.favourites.some((f) => f.document === document && f.clause === clause);
  }

  toggle(f: Favourite): boolean {
    const had = this.has(f.document, f.clause);
    const rest = this.favourites.filter((x) => x.document !== f.document || x.clause !== f.clause);
    this.write('favourites', had ? rest : [f, ...rest].slice(0, 100));
    return !had;
  }

  private read<T>(what: string): T[] {
    try {
      const v: unknown = JSON.parse(localStorage.getItem(`clausewise.${this.user}.${what}`) ?? '[]');
      return Array.isArray(v) ? (v as T[]) : [];
    } catch {
      return [];
    }
  }

  private write(what: string, value: unknown): void {
    try {
      localStorage.setItem(`clausewise.${this.user}.${what}`, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing still looks things up.
    }
  }
}
