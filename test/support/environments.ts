import path from 'node:path';
import { engines } from '../../src/agent/environment/engines.ts';
import { type Doing, Environments } from '../../src/agent/environment/environments.ts';
import { stateDir } from '../../src/agent/run/json-lines.ts';

/** In a checkout, whatever program the test runs. */
const SUPERVISOR = path.join(import.meta.dirname, '../../src/agent/environment/supervisor/main.ts');

/** The environments of who runs the test. */
export function environmentsHere(): Environments {
  return new Environments({ stateDir: stateDir(), log: () => {}, engines: engines({ supervisor: SUPERVISOR }) });
}

/** Nobody waits, nobody gives up, and containers that do not end are killed at once. */
export function howeverLong(): Doing {
  return { signal: new AbortController().signal, graceMs: 0, onProgress: () => {}, onWait: () => {} };
}
