import { checkLeaks } from '../../support/leaks.ts';
import { breakPaths } from '../../support/path-breaking.ts';
import { BROKEN_PATHS } from './broken-paths.ts';

checkLeaks();
breakPaths(BROKEN_PATHS.filter(({ network }) => network === 'cable'));
