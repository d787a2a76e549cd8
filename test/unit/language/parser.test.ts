import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RECOGNIZER_METHODS } from '../../../src/language/parser.ts';
import { TestLanguage } from '../../support/language.ts';

const { parser } = new TestLanguage().cspec;

describe('the parser below Langium', () => {
  for (const [name, above] of Object.entries({ parser: parser.LangiumParser, completion: parser.CompletionParser })) {
    const recognizer: object = Reflect.get(above, 'wrapper');

    it(`has the methods that bound its errors: ${name}`, () => {
      const missing = RECOGNIZER_METHODS.filter(
        (method) => typeof Reflect.get(Object.getPrototypeOf(recognizer), method) !== 'function',
      );
      assert.deepEqual(missing, []);
    });

    it(`asks those that stand in their place: ${name}`, () => {
      const asked = new Set<string>();
      for (const method of ['SAVE_ERROR', 'findReSyncTokenType']) {
        const own = Reflect.getOwnPropertyDescriptor(recognizer, method)?.value;
        assert.equal(typeof own, 'function', method);
        Reflect.set(recognizer, method, (...args: unknown[]) => {
          asked.add(method);
          return own.apply(recognizer, args);
        });
      }
      above.parse('netns a { interface [ ] gateway ] }');
      assert.deepEqual([...asked].sort(), ['SAVE_ERROR', 'findReSyncTokenType']);
    });
  }
});
