import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient';
import { DisposableStore } from '../../base/disposable.ts';
import type { LanguageServer } from './language.ts';
import { cspecSelector } from './selector.ts';
import { ServerStatus } from './status.ts';
import { TraceChannel } from './trace-channel.ts';

/** Its settings are below this name: `isolens.cspec.trace.server`. */
export const CLIENT_ID = 'isolens.cspec';
export const CLIENT_NAME = 'Isolens Language Server';

export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

/** Starts a client over and over again: each start has a new one, for one that failed cannot be stopped. */
export class RestartableClient implements LanguageServer {
  readonly #create: CreateClient;
  readonly #store = new DisposableStore();
  readonly #status = this.#store.add(new ServerStatus());
  readonly #log = this.#store.add(vscode.window.createOutputChannel(CLIENT_NAME, { log: true }));
  readonly #trace = this.#store.add(new TraceChannel(this.#log));
  #client: BaseLanguageClient | undefined;
  #disposed = false;
  /** Starts wait for each other. */
  #last: Promise<void> = Promise.resolve();

  constructor(create: CreateClient) {
    this.#create = create;
  }

  start(): Promise<void> {
    this.#last = this.#last.then(() => this.#restart());
    return this.#last;
  }

  dispose(): void {
    this.#disposed = true;
    void this.#stop().finally(() => this.#store.dispose());
  }

  async #restart(): Promise<void> {
    await this.#stop();
    if (this.#disposed) return;
    this.#status.show('starting');
    try {
      const client = this.#create(this.#options());
      this.#client = client;
      client.onDidChangeState(({ newState }) => this.#follow(client, newState));
      await client.start();
    } catch (error) {
      this.#status.show('failed');
      this.#log.error(String(error));
    }
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.dispose().catch((error: unknown) => this.#log.warn(String(error)));
  }

  /** Tells of the present client only: the end of an older one is what was asked for. */
  #follow(client: BaseLanguageClient, state: State): void {
    if (client !== this.#client) return;
    if (state === State.Running) this.#status.show('running');
    else this.#status.show(state === State.Starting ? 'starting' : 'failed');
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector: cspecSelector(),
      outputChannel: this.#log,
      traceOutputChannel: this.#trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { bundle: vscode.l10n.bundle, codeLens: false },
    };
  }
}
