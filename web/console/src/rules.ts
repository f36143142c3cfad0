// All rules, and the facts about an enterprise that fill them.

import { tool } from './api';
import type { ListedRule } from './types';

let all: Promise<ListedRule[]> | undefined;

async function load(): Promise<ListedRule[]> {
  const out: ListedRule[] = [];
  for (;;) {
    const page = await tool<{ total: number; rules: ListedRule[] }>('list_rules', { limit: 50, offset: out.length });
    out.push(...page.rules);
    if (page.rules.length === 0 || out.length >= page.total) return out;
  }
}

export function allRules(): Promise<ListedRule[]> {
  all ??= load().catch((e: unknown) => {
    all = undefined;
    throw e;
  });
  return all;
}

export function forgetRules(): void {
  all = undefined;
}

/** Something an enterprise can tell, and the rules it is for. */
export interface Fact {
  id: string;
  label: string;
  ask?: string;
  type: string;
  unit?: string;
  options?: { value: string; label: string }[];
  rules: { id: string; title: string; document: string }[];
}

export function factsOf(rules: readonly ListedRule[]): Fact[] {
  const out = new Map<string, Fact>();
  const add = (rule: ListedRule, f: Omit<Fact, 'rules'>): void => {
    const fact = out.get(f.id) ?? { ...f, rules: [] };
    if (!fact.rules.some((r) => r.id === rule.id)) fact.rules.push({ id: rule.id, title: rule.title, document: rule.document });
    out.set(f.id, fact);
  };
  for (const rule of rules) {
    if (rule.outcome === 'value' || rule.outcome === 'no_amount') continue;
    for (const i of rule.inputs ?? []) add(rule, { id: i.fact, label: i.label, type: i.type, ...(i.ask ? { ask: i.ask } : {}), ...(i.unit ? { unit: i.unit } : {}), ...(i.options ? { options: i.options } : {}) });
    for (const c of rule.conditions ?? []) if (c.ask) add(rule, { id: c.fact, label: c.label, type: 'bool', ask: c.ask });
  }
  return [...out.values()];
}
