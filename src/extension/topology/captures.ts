import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { message } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import { roughSize } from '../../model/cgroup/size.ts';
import type { LinkRef } from '../../model/operation/link/place.ts';
import type { CapturePart } from '../../protocol/capture.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { ReadCapture, StartCapture, StopCapture } from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import { plainLabel } from '../escape.ts';

/** Between two parts: a status bar that changes more often cannot be read. */
const PAUSE_MS = 250;
const MEBIBYTE = 1024 * 1024;

/** One that is under way. */
interface Running {
  readonly id: string;
  /** `veth0 of sfo`, plain. */
  readonly what: string;
  readonly item: vscode.StatusBarItem;
}

/** What was captured. */
interface Captured {
  readonly file: Buffer;
  readonly last: CapturePart;
}

/** Captures packets of links into files: each has an item in the status bar that stops it. */
export class Captures implements Disposable {
  readonly #agent: Pick<AgentClient, 'request'>;
  readonly #running = new Set<Running>();

  constructor(agent: Pick<AgentClient, 'request'>) {
    this.#agent = agent;
  }

  /** Those that can be stopped. */
  get running(): readonly { readonly id: string; readonly what: string }[] {
    return [...this.#running];
  }

  /**
   * Captures while a person chooses the file, and then until it is stopped or the file is full; without a file nothing is kept.
   * @param where what people call the namespace, plain
   * @throws ProtocolError
   */
  async capture(link: LinkRef, where: string): Promise<void> {
    const most = mostBytes();
    const { capture: id } = await this.#agent.request(StartCapture, { link, most });
    const what = vscode.l10n.t('{0} of {1}', plainLabel(link.name), where);
    const running = { id, what, item: itemOf(id, what) };
    this.#running.add(running);
    try {
      const [captured, file] = await Promise.all([this.#read(running), this.#chosen(running, link.name)]);
      if (file) await save(file, captured, what);
    } finally {
      this.#running.delete(running);
      running.item.dispose();
    }
  }

  /** What came is still saved. */
  async stop(id: string): Promise<void> {
    await this.#agent.request(StopCapture, { capture: id });
  }

  dispose(): void {
    for (const { item } of this.#running) item.dispose();
    this.#running.clear();
  }

  async #read({ id, what, item }: Running): Promise<Captured> {
    const pieces: Buffer[] = [];
    let size = 0;
    for (;;) {
      const part = await this.#agent.request(ReadCapture, { capture: id });
      const piece = Buffer.from(part.data, 'base64');
      pieces.push(piece);
      size += piece.length;
      if (part.end) return { file: Buffer.concat(pieces), last: part };
      item.text = `$(debug-stop) ${vscode.l10n.t('{0}: {1} packets, {2}', what, part.packets, `${roughSize(size)}B`)}`;
      await delay(PAUSE_MS);
    }
  }

  /** Where it is to be saved; when that is left, the capture ends. */
  async #chosen({ id }: Running, name: string): Promise<vscode.Uri | undefined> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const proposed = `${name.replace(/[^\w.-]/g, '_')}.pcap`;
    const file = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save the packets'),
      filters: { PCAP: ['pcap'] },
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, proposed) }),
    });
    // It may have ended by itself.
    if (!file) await this.stop(id).catch(() => {});
    return file;
  }
}

function mostBytes(): number {
  return (vscode.workspace.getConfiguration('isolens').get<number>('capture.maxSize') ?? 16) * MEBIBYTE;
}

function itemOf(id: string, what: string): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem(`isolens.capture.${id}`, vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Capture of packets');
  item.text = `$(debug-stop) ${what}`;
  item.tooltip = vscode.l10n.t('Stop capturing {0}', what);
  item.command = { command: 'isolens.stopCapture', title: item.tooltip, arguments: [id] };
  item.show();
  return item;
}

async function save(file: vscode.Uri, { file: bytes, last }: Captured, what: string): Promise<void> {
  await vscode.workspace.fs.writeFile(file, bytes);
  const saved = vscode.l10n.t('{0} packets of {1} are in {2}.', last.packets, what, printable(file.path, 200));
  if (last.end === 'full') {
    void vscode.window.showWarningMessage(
      `${saved} ${vscode.l10n.t('The file was full: the setting isolens.capture.maxSize tells how large it may be.')}`,
    );
  } else if (last.end === 'failed') {
    throw new ProtocolError(
      'failed',
      message('tcpdump ended: {0}', printable(last.error ?? '', 300)),
      message('What it had captured was saved.'),
    );
  } else void vscode.window.showInformationMessage(saved);
}
