// `npm test [-- LEVEL…]`: all levels of tests, or the named ones. Node 20 and nothing else has to be there.
import { installAndRun } from './bootstrap.mjs';

process.exitCode = await installAndRun('scripts/test-levels.mjs', process.argv.slice(2));
