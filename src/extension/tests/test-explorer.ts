import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { message } from '../../base/message.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import type { EnvironmentActs } from '../environments/acts.ts';
import type { SpecFile } from '../environments/entry.ts';
import type { SpecFiles } from '../environments/spec-files.ts';
import { expectedTests } from './expected.ts';
import { notRun, offerUp, runTests } from './test-run.ts';

export interface TestExplorerParts {
  readonly agent: AgentClient;
  readonly acts: EnvironmentActs;
  readonly files: SpecFiles;
}

/** The last column of a line, whatever it is. */
const END_OF_LINE = 10_000;

/** What specs expect, as tests: an item for each file, and below it one for each expectation. */
export class TestExplorer implements Disposable {
  readonly #parts: TestExplorerParts;
  readonly #store = new DisposableStore();
  readonly #controller = vscode.tests.createTestController('isolens.expectations', 'Isolens');
  /** Somebody looks at all tests, not only at files in editors. */
  #all = false;
  #reading: Promise<void> = Promise.resolve();

  constructor(parts: TestExplorerParts) {
    this.#parts = parts;
    this.#store.add(this.#controller);
    this.#controller.resolveHandler = (item) => (item ? undefined : this.#resolveAll());
    this.#controller.refreshHandler = () => this.#resolveAll();
    const { Run } = vscode.TestRunProfileKind;
    this.#store.add(
      this.#controller.createRunProfile(
        vscode.l10n.t('Test'),
        Run,
        (request, token) => this.#run(request, token),
        true,
      ),
    );
    this.#store.add(parts.files.onChange(() => void this.#read()));
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(() => void this.#read()));
    void this.#read();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #resolveAll(): Promise<void> {
    this.#all = true;
    return this.#read();
  }

  /** One after the other: the last one tells what is there. */
  #read(): Promise<void> {
    const read = this.#reading.then(() => this.#readNow());
    this.#reading = read.catch(() => {});
    return read;
  }

  async #readNow(): Promise<void> {
    const { files } = this.#parts;
    const { items } = this.#controller;
    const wanted = this.#all ? await files.all() : files.shown();
    const there = new Set(wanted.map(({ uri }) => uri));
    if (this.#all) items.forEach(({ id }) => there.has(id) || items.delete(id));
    for (const file of wanted) await this.#readFile(file);
  }

  async #readFile(file: SpecFile): Promise<void> {
    const { items } = this.#controller;
    const checked = await this.#parts.files.check(file);
    const tests = expectedTests(checked?.spec.expectations ?? []);
    if (tests.length === 0) {
      items.delete(file.uri);
      return;
    }
    const uri = vscode.Uri.parse(file.uri);
    const item = items.get(file.uri) ?? this.#controller.createTestItem(file.uri, file.shown, uri);
    if (!items.get(file.uri)) items.add(item);
    item.error = (checked?.errors ?? 0) > 0 ? vscode.l10n.t('The file has errors.') : undefined;
    item.children.replace(
      tests.map(({ id, label, index, lines }) => {
        const child = item.children.get(id) ?? this.#controller.createTestItem(id, label, uri);
        child.sortText = String(index).padStart(6, '0');
        child.range = new vscode.Range(lines[0] - 1, 0, lines[1] - 1, END_OF_LINE);
        return child;
      }),
    );
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.#controller.createTestRun(request);
    try {
      const chosen = this.#chosen(request);
      for (const items of chosen.values()) for (const item of items.values()) run.enqueued(item);
      for (const [file, items] of chosen) {
        if (token.isCancellationRequested) break;
        await this.#runFile(run, file, items, token);
      }
    } finally {
      run.end();
    }
  }

  /** The expectations that a request means, by file. */
  #chosen({
    include,
    exclude = [],
  }: vscode.TestRunRequest): ReadonlyMap<vscode.TestItem, ReadonlyMap<string, vscode.TestItem>> {
    const without = new Set(exclude);
    const chosen = new Map<vscode.TestItem, Map<string, vscode.TestItem>>();
    const add = (item: vscode.TestItem) => {
      if (without.has(item)) return;
      item.children.forEach(add);
      const { parent } = item;
      if (parent) chosen.set(parent, (chosen.get(parent) ?? new Map()).set(item.id, item));
    };
    if (include) include.forEach(add);
    else this.#controller.items.forEach(add);
    return chosen;
  }

  async #runFile(
    run: vscode.TestRun,
    file: vscode.TestItem,
    items: ReadonlyMap<string, vscode.TestItem>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const { acts, agent } = this.#parts;
    const { uri } = file;
    if (!uri) return;
    try {
      const declared = await acts.declared({ uri: uri.toString(), path: uri.fsPath, shown: file.label });
      if (!declared) throw new ProtocolError('refused', message('The file has errors.'), message('Repair them first.'));
      await agent.ready();
      await runTests(agent, run, { uri, declared, items }, token);
    } catch (error) {
      notRun(run, items.values(), error);
      if (error instanceof ProtocolError && isDown(error)) void offerUp(uri, error);
    }
  }
}

/** The environment is not up: the agent says so before it looks at anything. */
function isDown({ data }: ProtocolError): boolean {
  return data.name === 'gone';
}
