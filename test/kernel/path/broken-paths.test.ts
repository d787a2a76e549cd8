import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkLeaks } from '../../support/leaks.ts';
import { breakPaths } from '../../support/path-breaking.ts';
import { BROKEN_PATHS } from './broken-paths.ts';

checkLeaks();
// Those of a cable are in a file of their own: each waits for packets that do not come.
breakPaths(BROKEN_PATHS.filter(({ network }) => network !== 'cable'));

it('paths are broken in at least 25 ways', () => {
  assert.ok(BROKEN_PATHS.length >= 25);
});
