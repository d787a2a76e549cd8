import { checkLeaks } from '../../support/leaks.ts';
import { breakPaths } from '../../support/path-breaking.ts';
import { BROKEN_STACKS } from './broken-stacks.ts';

checkLeaks();
breakPaths(BROKEN_STACKS);
