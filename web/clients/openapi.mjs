// openapi.json is held against the schema of OpenAPI 3.1 and its references
// are followed, by a validator that is not ours.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { startService } from './service.mjs';

let service;
before(async () => {
  service = await startService();
});
after(() => service?.stop());

describe('openapi.json', () => {
  for (const query of ['', '?rules=true']) {
    test(`is an OpenAPI 3.1 document${query && ' with a tool for each rule'}`, async () => {
      const document = await (await fetch(new URL(`/openapi.json${query}`, service.address))).json();
      const validator = new Validator();
      const result = await validator.validate(document);
      assert.deepEqual(result.errors ?? [], []);
      assert.equal(result.valid, true);
      assert.equal(validator.version, '3.1');
      assert.ok(Object.keys(document.paths).length > 20);
      const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map((operation) => operation.operationId));
      assert.equal(new Set(ids).size, ids.length);
      assert.ok(validator.resolveRefs());
    });
  }
});
