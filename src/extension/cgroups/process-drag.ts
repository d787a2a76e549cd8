import * as vscode from 'vscode';
import { Emitter } from '../../base/event.ts';
import { type CgroupId, cgroupId } from '../../model/cgroup/cgroup.ts';
import { type ProcessId, parseProcessId } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** What both views drag: a list of ids of processes as JSON. */
export const PROCESSES_MIME = 'application/vnd.isolens.processes';

/** Processes that were dropped on a group. */
export interface Drop {
  readonly group: CgroupId;
  readonly processes: readonly ProcessId[];
}

/** A row, as far as dragging goes. */
interface DragRow {
  readonly type: string;
  readonly process?: ProcessId;
  readonly group?: CgroupId;
  readonly hierarchy?: number;
}

/** Lets rows of processes be dragged. */
export class ProcessDrag<N extends DragRow> implements vscode.TreeDragAndDropController<N> {
  readonly dragMimeTypes: readonly string[] = [PROCESSES_MIME];
  readonly dropMimeTypes: readonly string[] = [];

  handleDrag(source: readonly N[], dataTransfer: vscode.DataTransfer): void {
    const processes = source.flatMap(({ type, process }) => (type === 'process' && process ? [process] : []));
    if (processes.length > 0) dataTransfer.set(PROCESSES_MIME, new vscode.DataTransferItem(JSON.stringify(processes)));
  }
}

/** Lets processes also be dropped on groups, hierarchies (their uppermost group), and rows of processes (their group). */
export class ProcessDrop<N extends DragRow> extends ProcessDrag<N> {
  override readonly dropMimeTypes: readonly string[] = [PROCESSES_MIME];
  readonly #dropped = new Emitter<Drop>();
  readonly #snapshot: () => Snapshot | undefined;

  readonly onDrop = this.#dropped.event;

  constructor(snapshot: () => Snapshot | undefined) {
    super();
    this.#snapshot = snapshot;
  }

  async handleDrop(target: N | undefined, dataTransfer: vscode.DataTransfer): Promise<void> {
    const group = target && this.#groupOf(target);
    const dropped = await dataTransfer.get(PROCESSES_MIME)?.asString();
    const processes = dropped === undefined ? [] : processesIn(dropped);
    if (group !== undefined && processes.length > 0) this.#dropped.fire({ group, processes });
  }

  dispose(): void {
    this.#dropped.dispose();
  }

  #groupOf({ type, group, hierarchy }: N): CgroupId | undefined {
    if (type === 'group' || type === 'process') return group;
    const mount = this.#snapshot()?.hierarchies.find(({ id }) => id === hierarchy)?.mount;
    return hierarchy !== undefined && mount ? cgroupId(hierarchy, mount.root) : undefined;
  }
}

/** Ids in what was dragged: it may come from another extension. */
function processesIn(text: string): ProcessId[] {
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list)) return [];
    return list.flatMap((id: unknown) => (typeof id === 'string' && parseProcessId(id) ? [id] : []));
  } catch {
    return [];
  }
}
