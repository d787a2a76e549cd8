import assert from 'node:assert/strict';
import type { ResolvedSpec } from '../../src/model/spec/spec.ts';

/**
 * What a text declares; it must be without errors of syntax. The language is loaded only now: an ordinary user runs tests of
 * the kernel in a copy without its modules, and they skip what needs it.
 */
export async function resolved(text: string): Promise<ResolvedSpec> {
  const [{ TestLanguage }, { resolveSpec }] = await Promise.all([
    import('./language.ts'),
    import('../../src/language/resolve/resolve.ts'),
  ]);
  const document = await new TestLanguage().open(text, '/test.cspec');
  assert.deepEqual(document.parseResult.parserErrors, []);
  return resolveSpec(document.parseResult.value);
}
