import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient';
import { DisposableStore } from '../../base/disposable.ts';
import { HOST_FACTS_METHOD, type HostFacts } from '../../model/spec/host-facts.ts';
import {
  CHECKED_SPEC_METHOD,
  type CheckedSpec,
  RESOLVED_SPEC_METHOD,
  type ResolvedSpec,
} from '../../model/spec/spec.ts';
import type { LanguageServer, LiveLenses } from './language.ts';
import { cspecSelector } from './selector.ts';
import { type ServerState, ServerStatus } from './status.ts';
import { TraceChannel } from './trace-channel.ts';

/** Its settings are below this name: `isolens.cspec.trace.server`. */
export const CLIENT_ID = 'isolens.cspec';
export const CLIENT_NAME = 'Isolens Language Server';

/** A server that is not ready by then may be ended. A client cannot stop while it starts. */
const START_LIMIT_MS = 5000;

/** `dispose` of the client must end its server in any case, also where it fails. */
export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

/** Starts a client over and over again: each start has a new one, for one that failed cannot be stopped. */
export class RestartableClient implements LanguageServer {
  readonly #create: CreateClient;
  readonly #commands: readonly string[];
  readonly #store = new DisposableStore();
  readonly #status = this.#store.add(new ServerStatus());
  readonly #log = this.#store.add(vscode.window.createOutputChannel(CLIENT_NAME, { log: true }));
  readonly #trace = this.#store.add(new TraceChannel(this.#log));
  #client: BaseLanguageClient | undefined;
  /** Fulfilled when the present client runs or has failed to start; that may never be. */
  #started: Promise<void> = Promise.resolve();
  #facts: HostFacts | undefined;
  #lenses: LiveLenses | undefined;
  #disposed = false;
  /** Starts wait for the end of what was started before them. */
  #last: Promise<void> = Promise.resolve();

  /** `commands`: what lenses may call. */
  constructor(create: CreateClient, commands: readonly string[] = []) {
    this.#create = create;
    this.#commands = commands;
  }

  start(): Promise<void> {
    this.#last = this.#last.then(() => this.#restart());
    return this.#last;
  }

  setHostFacts(facts: HostFacts): void {
    this.#facts = facts;
    if (this.#client?.isRunning()) this.#sendFacts(this.#client);
  }

  resolvedSpec(uri: string): Promise<ResolvedSpec | undefined> {
    return this.#ask<ResolvedSpec>(RESOLVED_SPEC_METHOD, uri);
  }

  checkedSpec(uri: string): Promise<CheckedSpec | undefined> {
    return this.#ask<CheckedSpec>(CHECKED_SPEC_METHOD, uri);
  }

  setLenses(lenses: LiveLenses): void {
    this.#lenses = lenses;
    this.#store.add(lenses.onChange(() => this.#lensesChanged()));
    this.#lensesChanged();
  }

  /** Asks the server about an open file. @returns undefined when it does not answer */
  async #ask<T>(method: string, uri: string): Promise<T | undefined> {
    await this.#last;
    await this.#started;
    try {
      const answer = await this.#client?.sendRequest<T | null>(method, { uri });
      return answer ?? undefined;
    } catch (error) {
      this.#log.debug(String(error));
      return undefined;
    }
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
      const client = this.#create(this.#options(() => client));
      this.#client = client;
      client.onDidChangeState(({ newState }) => this.#tell(client, stateOf(newState)));
      this.#started = client.start().catch(() => this.#tell(client, 'failed'));
    } catch (error) {
      this.#status.show('failed');
      this.#log.error(String(error));
    }
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    await Promise.race([this.#started, new Promise((resolve) => setTimeout(resolve, START_LIMIT_MS))]);
    await client.dispose().catch((error: unknown) => this.#log.debug(String(error)));
  }

  /** Of the present client only: the end of an older one is what was asked for. */
  #tell(client: BaseLanguageClient, state: ServerState): void {
    if (client !== this.#client) return;
    this.#status.show(state);
    if (state === 'running') this.#sendFacts(client);
  }

  /** A server that has just started knows nothing of the host. */
  #sendFacts(client: BaseLanguageClient): void {
    if (!this.#facts) return;
    client.sendNotification(HOST_FACTS_METHOD, this.#facts).catch((error: unknown) => this.#log.debug(String(error)));
  }

  #lensesChanged(): void {
    if (!this.#client?.isRunning()) return;
    const feature = this.#client.getFeature('textDocument/codeLens');
    for (const document of vscode.workspace.textDocuments) {
      feature.getProvider(document)?.onDidChangeCodeLensEmitter.fire();
    }
  }

  #options(client: () => BaseLanguageClient): LanguageClientOptions {
    return {
      documentSelector: cspecSelector(),
      outputChannel: this.#log,
      traceOutputChannel: this.#trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { bundle: vscode.l10n.bundle, commands: this.#commands },
      middleware: {
        provideCodeLenses: async (document, token, next) => this.#lenses?.complete((await next(document, token)) ?? []),
      },
      synchronize: { configurationSection: CLIENT_ID },
      errorHandler: this.#errorHandler(client),
    };
  }

  /** That of the library, which starts a server that crashed again, but not too often; a server that was ended stays so. */
  #errorHandler(client: () => BaseLanguageClient): ErrorHandler {
    let library: ErrorHandler | undefined;
    const handler = () => (library ??= client().createDefaultErrorHandler());
    return {
      error: async (error, message, count) => {
        const result = await handler().error(error, message, count);
        if (result.action === ErrorAction.Shutdown) this.#tell(client(), 'failed');
        return result;
      },
      closed: () =>
        client() === this.#client ? handler().closed() : { action: CloseAction.DoNotRestart, handled: true },
    };
  }
}

function stateOf(state: State): ServerState {
  if (state === State.Running) return 'running';
  return state === State.Starting ? 'starting' : 'failed';
}
