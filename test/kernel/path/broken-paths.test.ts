import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkLeaks } from '../../support/leaks.ts';
import { breakPaths } from '../../support/path-breaking.ts';
import { BROKEN_PATHS } from './broken-paths.ts';

checkLeaks();
breakPaths(BROKEN_PATHS);

it('paths are broken in at least 25 ways', () => {
  assert.ok(BROKEN_PATHS.length >= 25);
});
