import * as vscode from 'vscode';

const SETTING = 'isolens.cspec.trace.server';

/** Whether the setting asks for a trace. */
const wanted = () => vscode.workspace.getConfiguration().get(SETTING, 'off') !== 'off';

/**
 * A log for the trace of the client. The client traces when the level of its log is _Trace_; here that is what the setting
 * says, so that the setting alone turns it on and off.
 */
export class TraceChannel implements vscode.LogOutputChannel {
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<vscode.LogLevel>();
  readonly #settings: vscode.Disposable;
  readonly onDidChangeLogLevel = this.#changed.event;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#settings = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(SETTING)) this.#changed.fire(this.logLevel);
    });
  }

  get name(): string {
    return this.#log.name;
  }

  get logLevel(): vscode.LogLevel {
    return wanted() ? vscode.LogLevel.Trace : vscode.LogLevel.Info;
  }

  trace(message: string): void {
    this.#log.info(message);
  }

  debug(message: string): void {
    this.#log.debug(message);
  }

  info(message: string): void {
    this.#log.info(message);
  }

  warn(message: string): void {
    this.#log.warn(message);
  }

  error(error: string | Error): void {
    this.#log.error(error);
  }

  append(value: string): void {
    this.#log.append(value);
  }

  appendLine(value: string): void {
    this.#log.appendLine(value);
  }

  replace(value: string): void {
    this.#log.replace(value);
  }

  clear(): void {
    this.#log.clear();
  }

  show(): void {
    this.#log.show(true);
  }

  hide(): void {
    this.#log.hide();
  }

  /** The log itself is of somebody else. */
  dispose(): void {
    this.#settings.dispose();
    this.#changed.dispose();
  }
}
