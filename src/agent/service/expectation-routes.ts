import { readTestParams, readTestRunParams, type TestedParams } from '../../protocol/expectation.ts';
import { CancelTest, TestEnvironment } from '../../protocol/protocol.ts';
import type { Expectations } from '../expectation/expectations.ts';
import { params } from './params.ts';
import { type Route, route } from './routes.ts';

/** What a client may ask for of expectations. @param send tells of each when it is decided */
export function expectationRoutes(
  expectations: Expectations,
  send: (told: TestedParams) => void,
): readonly [string, Route][] {
  const underWay = new Map<string, AbortController>();
  return [
    route(TestEnvironment, params(readTestParams), async ({ run, ...what }) => {
      const stop = new AbortController();
      underWay.set(run, stop);
      try {
        return await expectations.test(what, stop.signal, (tested) => send({ run, tested }));
      } finally {
        underWay.delete(run);
      }
    }),
    route(CancelTest, params(readTestRunParams), ({ run }) => {
      underWay.get(run)?.abort();
      return null;
    }),
  ];
}
