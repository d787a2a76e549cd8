import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileFacts } from '../../../src/model/cgroup/file-facts.ts';
import { hierarchiesHere } from '../../support/groups.ts';

describe('the files of the groups of this kernel', () => {
  it('are known but for a few, which a newer kernel may have added', () => {
    const found = hierarchiesHere().flatMap(({ mount, version }) => {
      const entries = mount ? readdirSync(mount.path, { withFileTypes: true }) : [];
      return entries.flatMap((entry) => (entry.isFile() ? [{ name: entry.name, version }] : []));
    });
    const unknown = found.filter(({ name, version }) => !fileFacts(name, version));
    assert.ok(found.length > 0);
    assert.ok(unknown.length <= found.length / 10, unknown.map(({ name, version }) => `v${version} ${name}`).join());
  });
});
