// The tools as a client in another language finds them: the TypeScript SDK of
// MCP lists and calls them over both transports. It holds every structured
// result against the tool's output schema itself.
//
//   CLAUSEWISE_BIN=bin/clausewise web/clients/run.sh

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { program, startService } from './service.mjs';

const rule = 'suzhou-measures/independent-site';
const fixed = ['calculate', 'compare', 'list_rules', 'profile', 'read_clause', 'search_clauses', 'what_if'];

let service;
before(async () => {
  service = await startService();
});
after(() => service?.stop());

/** Connects over a transport, takes the steps, and hangs up. */
async function session(transport, steps) {
  const client = new Client({ name: 'clausewise-clients', version: '1' });
  // The SDK waits a minute; this only keeps a failing test from hanging.
  const request = client.request.bind(client);
  client.request = (what, schema, options) => request(what, schema, { ...options, timeout: 300_000 });
  await client.connect(transport);
  try {
    await steps(client);
  } finally {
    await client.close();
  }
}

const stdio = (...args) => new StdioClientTransport({ command: program, args: ['mcp', '--data', service.data, ...args], stderr: 'inherit' });
const http = (query = '') => new StreamableHTTPClientTransport(new URL(`/mcp${query}`, service.address));

const textOf = (result) => result.content.map((part) => part.text).join('');

for (const [name, open] of [
  ['stdio', (rules) => stdio(...(rules ? ['--rules'] : []))],
  ['streamable HTTP', (rules) => http(rules ? '?rules=true' : '')],
]) {
  describe(`over ${name}`, () => {
    test('lists the tools with their schemas and hints', () =>
      session(open(), async (client) => {
        assert.equal(client.getServerVersion().name, 'clausewise');
        const { tools } = await client.listTools();
        assert.deepEqual(tools.map((tool) => tool.name).sort(), fixed);
        for (const tool of tools) {
          assert.equal(tool.inputSchema.type, 'object', tool.name);
          assert.equal(tool.outputSchema.type, 'object', tool.name);
          assert.equal(tool.annotations.readOnlyHint, true, tool.name);
          assert.equal(tool.annotations.idempotentHint, true, tool.name);
          assert.match(tool.description, /[一-龥]/, tool.name);
        }
      }));

    test('finds a clause, sees what its rule needs, and calculates', () =>
      session(open(), async (client) => {
        await client.listTools(); // from here on the SDK checks what tools give
        const found = (await client.callTool({ name: 'search_clauses', arguments: { query: '苏州独立站补助' } })).structuredContent;
        const clause = found.clauses.find((c) => c.rules?.some((r) => r.id === rule));
        assert.equal(clause.clause, '二/9');
        const read = (await client.callTool({ name: 'read_clause', arguments: { document: clause.document, clause: clause.clause } })).structuredContent;
        assert.equal(read.clause.text, clause.text);
        const { rules } = (await client.callTool({ name: 'list_rules', arguments: { rule } })).structuredContent;
        assert.deepEqual(rules[0].inputs.map((input) => input.id).slice(0, 1), ['expense_yuan']);
        for (const spent of ['八十五万', '85万', 850000]) {
          const result = await client.callTool({ name: 'calculate', arguments: { rule, inputs: { expense_yuan: spent, has_record: true } } });
          assert.equal(result.structuredContent.amount.yuan, '290000.00');
          assert.ok(result.structuredContent.steps.length > 0 && result.structuredContent.quotes.length > 0 && result.structuredContent.notes.length > 0);
          assert.deepEqual(JSON.parse(textOf(result)), result.structuredContent);
        }
        const facts = { [`${rule}/expense_yuan`]: '85万' };
        for (const [tool, args] of [
          ['profile', { facts, city: '苏州市' }],
          ['compare', { facts }],
          ['what_if', { rule, input: 'expense_yuan', wish: '40万' }],
        ]) {
          const result = await client.callTool({ name: tool, arguments: args });
          assert.ok(!result.isError, textOf(result));
        }
      }));

    test('says of a wrong call how to mend it', () =>
      session(open(), async (client) => {
        for (const [args, says] of [
          [{ rule, inputs: { spend: 850000 } }, /没有输入“spend”.*expense_yuan/s],
          [{ rule, inputs: { expense_yuan: -1 } }, /expense_yuan.*负数/s],
          [{ rule: 'suzhou-measures/independent' }, /suzhou-measures\/independent-site/],
          [{ rule, amount: 1 }, /没有参数“amount”.*inputs/s],
        ]) {
          const result = await client.callTool({ name: 'calculate', arguments: args });
          assert.equal(result.isError, true);
          assert.match(textOf(result), says);
        }
      }));

    test('has a tool for each rule on request', () =>
      session(open(true), async (client) => {
        const { tools } = await client.listTools();
        assert.ok(tools.length > 50, `${tools.length} tools`);
        const result = await client.callTool({ name: rule.replaceAll('/', '__'), arguments: { expense_yuan: '八十五万' } });
        assert.equal(result.structuredContent.amount.yuan, '290000.00');
        for (const tool of tools) assert.match(tool.name, /^[A-Za-z0-9_-]{1,64}$/);
      }));

    test('reads a clause as a resource', () =>
      session(open(), async (client) => {
        const { resources } = await client.listResources();
        assert.ok(resources.some((r) => r.uri === 'document://suzhou-measures'));
        const { contents } = await client.readResource({ uri: 'clause://suzhou-measures/二/9' });
        assert.match(contents[0].text, /再给予3万元补助/);
      }));
  });
}
