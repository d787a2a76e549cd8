import { type Message, message } from '../../base/message.ts';
import type { Enter } from '../../model/enter/enter.ts';
import { calledNamespace } from '../../model/enter/joined.ts';
import type { NamespaceId } from '../../model/namespace.ts';
import { membersOf, type Snapshot } from '../../model/snapshot.ts';

/** Who else is in the namespaces that a terminal has entered: it tells when the last of them has left. */
export class Company {
  /** Those with others in them. */
  readonly #shared: Set<NamespaceId>;

  constructor({ target }: Enter, snapshot: Snapshot) {
    const entered = target.kind === 'join' ? target.namespaces : [];
    const foreign = entered.filter((id) => snapshot.namespaces[id]?.initial === false);
    this.#shared = new Set(foreign.filter((id) => others(id, snapshot)));
  }

  /** A sentence for each namespace that everybody else has left. */
  look(snapshot: Snapshot): Message[] {
    const left = [...this.#shared].flatMap((id) => {
      const ns = snapshot.namespaces[id];
      return ns && !others(id, snapshot) ? [ns] : [];
    });
    for (const { id } of left) this.#shared.delete(id);
    return left.map((ns) =>
      message('The last other process has left {0} ({1}): only terminals are in it.', calledNamespace(ns), ns.kind),
    );
  }
}

function others(id: NamespaceId, snapshot: Snapshot): boolean {
  return membersOf(snapshot, id).some(({ terminal, state }) => terminal === undefined && state !== 'zombie');
}
