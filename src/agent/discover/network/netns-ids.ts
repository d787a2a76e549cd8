import type { NamespaceId } from '../../../model/namespace.ts';
import type { NetnsIdOf } from '../../../model/network/wires.ts';
import { inNetworkNamespace } from '../../kernel/network-namespace.ts';
import { getNetnsId } from '../../kernel/rtnetlink.ts';
import type { Discovery } from '../discovery.ts';

/** Numbers that network namespaces have given each other, each asked for once: they stay as long as both are there. */
export class NetnsIds {
  readonly #discovery: Pick<Discovery, 'withNamespace'>;
  readonly #known = new Map<NamespaceId, Map<NamespaceId, number>>();

  constructor(discovery: Pick<Discovery, 'withNamespace'>) {
    this.#discovery = discovery;
  }

  /** @throws ProtocolError gone; SyscallError EPERM */
  readonly of: NetnsIdOf = (from, to) => {
    const known = this.#known.get(from) ?? new Map<NamespaceId, number>();
    const id = known.get(to) ?? this.#ask(from, to);
    if (id !== undefined) this.#known.set(from, known.set(to, id));
    return id;
  };

  /** Of namespaces that are gone. */
  forget(gone: Iterable<NamespaceId>): void {
    for (const id of gone) {
      this.#known.delete(id);
      for (const known of this.#known.values()) known.delete(id);
    }
  }

  #ask(from: NamespaceId, to: NamespaceId): number | undefined {
    return this.#discovery.withNamespace(from, (home) =>
      this.#discovery.withNamespace(to, (fd) => inNetworkNamespace(home, () => getNetnsId(fd))),
    );
  }
}
