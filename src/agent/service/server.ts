import { ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { message } from '../../base/message.ts';
import { errorText, ProtocolError } from '../../protocol/errors.ts';
import { invalid } from '../../protocol/fields.ts';
import { MAX_BODY } from '../../protocol/framing.ts';
import {
  Initialize,
  type InitializeParams,
  type InitializeResult,
  Ping,
  PROTOCOL_VERSION,
} from '../../protocol/protocol.ts';
import type { Log } from '../log.ts';
import { answerError } from './answer-error.ts';
import { RequestLimits } from './limits.ts';
import { initializeParams, noParams } from './params.ts';
import { isTooDeep } from './read-message.ts';
import { type Route, type Routes, route } from './routes.ts';

export interface ServerOptions {
  readonly connection: MessageConnection;
  /** Build of this program: the client must be of the same. */
  readonly build: string;
  readonly log: Log;
  /** Everything but the handshake and the heartbeat. */
  readonly routes: Routes;
  /** What a client tells without waiting for an answer. */
  readonly notices?: Routes;
  /** Called with every heartbeat. */
  readonly onPing: () => void;
}

/** Answers every request of one client: handshake first, then what the routes know. */
export class Server {
  readonly #options: ServerOptions;
  readonly #limits = new RequestLimits();
  readonly #routes: Routes;
  #initialized = false;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#routes = new Map([
      ...options.routes,
      route(Initialize, initializeParams, (params) => this.#initialize(params)),
      route(Ping, noParams, () => {
        options.onPing();
        return null;
      }),
    ]);
  }

  listen(): void {
    const { connection } = this.#options;
    connection.onRequest((method, params) => this.#answer(method, params));
    connection.onNotification((method, params) => this.#take(method, params));
    connection.listen();
  }

  async #answer(method: string, params: unknown): Promise<unknown> {
    const found = this.#routes.get(method);
    if (!found) return new ResponseError(ErrorCodes.MethodNotFound, `There is no request ${method.slice(0, 100)}.`);
    try {
      if (isTooDeep(params)) throw invalid('params', 'less nesting');
      if (!this.#initialized && method !== Initialize.method) throw notInitialized();
      return capped(await this.#limits.run(() => run(found, params)));
    } catch (error) {
      return answerError(error, method, this.#options.log);
    }
  }

  /** Nobody waits for an answer: what is wrong goes to the log. */
  #take(method: string, params: unknown): void {
    const found = this.#options.notices?.get(method);
    if (!found || !this.#initialized || isTooDeep(params)) return;
    try {
      run(found, params);
    } catch (error) {
      this.#options.log('warn', `${method.slice(0, 100)}: ${errorText(error)}`);
    }
  }

  #initialize({ protocol, build }: InitializeParams): InitializeResult {
    const own = this.#options.build;
    if (protocol !== PROTOCOL_VERSION || build !== own) {
      throw new ProtocolError('version-mismatch', message('The agent is of build {0}, its client of {1}.', own, build));
    }
    this.#initialized = true;
    return { protocol: PROTOCOL_VERSION, build: own, pid: process.pid };
  }
}

function run(found: Route, params: unknown): unknown {
  return found(params);
}

function notInitialized(): ProtocolError {
  return new ProtocolError('invalid', message('The first request must be {0}.', Initialize.method));
}

/** @throws ProtocolError too-large when an answer would break the cap on messages */
function capped(result: unknown): unknown {
  const length = Buffer.byteLength(JSON.stringify(result) ?? '');
  if (length > MAX_BODY - 1024) throw new ProtocolError('too-large', message('The answer has {0} bytes.', length));
  return result;
}
