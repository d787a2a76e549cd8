// `npm start`: opens the extension as it stands in this checkout. Node 20 and nothing else has to be there.
import { installAndRun } from './bootstrap.mjs';

process.exitCode = await installAndRun('scripts/open.mjs', process.argv.slice(2));
