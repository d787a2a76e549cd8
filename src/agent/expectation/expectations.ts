import { message } from '../../base/message.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Tested, TestParams } from '../../protocol/expectation.ts';
import type { Discovery } from '../discover/discovery.ts';
import type { Environments } from '../environment/environments.ts';
import { readPlanHost } from '../environment/read-host.ts';
import { DeclaredView } from './environment-view.ts';
import { Observer, type ObserverOptions } from './observer.ts';
import { testExpectations } from './tester.ts';

export interface ExpectationsOptions extends ObserverOptions {
  readonly environments: Environments;
  readonly discovery: Discovery;
  /** Where the state of environments is. */
  readonly stateDir: string;
}

/** Tests what files expect of their environments. */
export class Expectations {
  readonly #options: ExpectationsOptions;
  readonly #observer: Observer;

  constructor(options: ExpectationsOptions) {
    this.#options = options;
    this.#observer = new Observer(options);
  }

  /**
   * Tests some of the expectations of a spec against its environment.
   * @param signal ends it: what is not decided by then is missing
   * @returns those that were decided, by number. @throws ProtocolError gone when the environment is not up
   */
  async test(
    { declared, only }: Omit<TestParams, 'run'>,
    signal: AbortSignal,
    onTested: (tested: Tested) => void,
  ): Promise<readonly Tested[]> {
    const { spec } = declared;
    await this.#refuseDown(declared);
    const view = new DeclaredView(spec, readPlanHost(spec, this.#options.stateDir));
    const chosen = only.flatMap((index) => {
      const expectation = spec.expectations[index];
      return expectation ? [{ index, expectation }] : [];
    });
    const all: Tested[] = [];
    await testExpectations(
      chosen.map(({ expectation }) => expectation),
      {
        observer: this.#observer,
        look: async () => ({ view, snapshot: await this.#options.discovery.scan('changed') }),
        signal,
        onTested: (tested) => {
          const told = { ...tested, index: chosen[tested.index]?.index ?? tested.index };
          all.push(told);
          onTested(told);
        },
      },
    );
    return all.sort((a, b) => a.index - b.index);
  }

  async #refuseDown(declared: TestParams['declared']): Promise<void> {
    const { state, environment } = await this.#options.environments.status(declared);
    if (state !== 'down' && state !== 'foreign') return;
    throw new ProtocolError(
      'gone',
      message('The environment {0} is not up.', environment),
      message('Expectations are tested when it is: up makes it.'),
    );
  }
}
