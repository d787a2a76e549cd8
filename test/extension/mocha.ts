import { format } from 'node:util';
import Mocha from 'mocha';

/** Goes before what is meant for the person who runs the tests: a page logs much else. Set by the bundler. */
declare const __MARK__: string;

/**
 * Runs suites with Mocha in the extension host. What they and Mocha print goes out marked, the counts as the last line.
 * @throws Error when a test failed, or none ran; VS Code then ends with an error too
 */
export async function runSuites(suites: readonly (() => Promise<unknown>)[]): Promise<void> {
  const print = console.log.bind(console);
  const show = (...args: unknown[]) => print(__MARK__ + format(...args));
  // VS Code has made console.log itself unchangeable.
  globalThis.console = Object.create(console, { log: { value: show } });
  Mocha.reporters.Base.consoleLog = show;
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, color: false, reporter: 'spec', forbidOnly: true });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const load of suites) await load();
  const { passes, failures, pending } = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() =>
      resolve(runner.stats ?? { suites: 0, tests: 0, passes: 0, pending: 0, failures: 1 }),
    );
  });
  print(`${__MARK__}${JSON.stringify({ passed: passes, failed: failures, skipped: pending })}`);
  if (failures > 0 || passes === 0) throw new Error(`${failures} tests failed, ${passes} passed`);
}
