import { message } from '../../../base/message.ts';
import type { NamespaceId } from '../../../model/namespace.ts';
import type { Network } from '../../../model/network/network.ts';
import type { NetCommand } from '../../../model/operation/link/command.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { Discovery } from '../../discover/discovery.ts';
import { readNetwork } from '../../discover/network/network-reader.ts';
import { SyscallError } from '../../kernel/errno.ts';
import { pathOfTool, runTool } from '../tool.ts';

type Namespaces = Pick<Discovery, 'withNamespace'>;

/** A tool of iproute2 with words, and the namespace to run it in. */
type Act = Pick<NetCommand, 'namespace' | 'words'>;

/** Network namespaces that are looked at and acted in. */
export class Networks {
  readonly #discovery: Namespaces;

  constructor(discovery: Namespaces) {
    this.#discovery = discovery;
  }

  /** What these are made of now; those that cannot be read are left out. */
  read(ids: readonly NamespaceId[]): Readonly<Record<NamespaceId, Network>> {
    return Object.fromEntries(
      ids.flatMap((id): [NamespaceId, Network][] => {
        const network = this.#read(id);
        return network ? [[id, network]] : [];
      }),
    );
  }

  /**
   * Runs commands one after the other, each in a namespace that is held open, so that it is the one that was meant. When
   * one fails, those before it are taken back.
   * @throws ProtocolError gone, denied, unsupported, failed
   */
  async run(commands: readonly NetCommand[]): Promise<void> {
    const done: Act[] = [];
    try {
      for (const { namespace, words, back } of commands) {
        await this.#act({ ...(namespace !== undefined && { namespace }), words });
        if (back) done.unshift({ ...(namespace !== undefined && { namespace }), words: back });
      }
    } catch (error) {
      // What failed first is what a person wants to read, also when this fails too.
      for (const act of done) await this.#act(act).catch(() => {});
      throw error;
    }
  }

  #read(id: NamespaceId): Network | undefined {
    try {
      return this.#discovery.withNamespace(id, (fd) => readNetwork(id, fd));
    } catch (error) {
      if (error instanceof SyscallError || error instanceof ProtocolError) return undefined;
      throw error;
    }
  }

  async #act({ namespace, words }: Act): Promise<void> {
    const named = words.flatMap((word) => (typeof word === 'string' ? [] : [word.netns]));
    const ids = [...new Set([...(namespace === undefined ? [] : [namespace]), ...named])];
    const file = (id: NamespaceId) => `/proc/self/fd/${3 + ids.indexOf(id)}`;
    const [tool = '', ...args] = words.map((word) => (typeof word === 'string' ? word : file(word.netns)));
    await this.hold(ids, (fds) =>
      namespace === undefined
        ? runTool(tool, args, { fds })
        : runTool('nsenter', [`--net=${file(namespace)}`, pathOfTool(tool), ...args], { fds }),
    );
  }

  /** Does something while these are open: what is started meanwhile may be given their descriptors. @throws ProtocolError gone, denied */
  hold<T>([id, ...others]: readonly NamespaceId[], act: (fds: readonly number[]) => T): T {
    if (id === undefined) return act([]);
    const held = this.#discovery.withNamespace(id, (fd) => ({ result: this.hold(others, (fds) => act([fd, ...fds])) }));
    if (!held) throw new ProtocolError('denied', message('The namespace {0} cannot be opened.', id));
    return held.result;
  }
}
