import { message } from '../../base/message.ts';
import type { Inside, Namespace, NamespaceId, NamespaceKind } from '../../model/namespace.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { hasCapabilities } from './host/rights.ts';
import { type Answer, cgroupRoots, type InsideReader, type Question } from './inside.ts';
import { parseCgroup } from './parse-proc.ts';
import { inodeKey } from './registry.ts';
import type { Sightings } from './sightings.ts';
import { inSlices } from './slices.ts';

interface Asked {
  readonly namespace: Namespace;
  readonly question: Question;
}

const CAP_SYS_ADMIN = 21n;

function mayEnter({ host }: Snapshot): boolean {
  return hasCapabilities(host.agent.capEff, CAP_SYS_ADMIN);
}

/** The scan itself tells what is in mount and pid namespaces. */
function isAsked(kind: NamespaceKind): kind is Exclude<NamespaceKind, 'mnt' | 'pid'> {
  return kind !== 'mnt' && kind !== 'pid';
}

/** What was found inside namespaces, kept as long as they live. */
export class Insides {
  readonly #reader: InsideReader;
  readonly #known = new Map<NamespaceId, Inside>();

  constructor(reader: InsideReader) {
    this.#reader = reader;
  }

  /** With nothing but the kind where it cannot be told, so that nobody asks again and again. */
  get known(): ReadonlyMap<NamespaceId, Inside> {
    return this.#known;
  }

  /** Whether nobody has looked into a namespace that can be looked into. */
  asks({ id, kind, inode }: Namespace, sightings: Sightings): boolean {
    return isAsked(kind) && !this.#known.has(id) && sightings.all.has(inodeKey(kind, inode));
  }

  /** Forgets those that are not among `namespaces`. */
  keep(namespaces: Snapshot['namespaces']): void {
    for (const id of this.#known.keys()) if (!(id in namespaces)) this.#known.delete(id);
  }

  /** Looks into namespaces: from here where that tells, else by one throw-away process for all. */
  async look(namespaces: readonly Namespace[], snapshot: Snapshot, sightings: Sightings): Promise<void> {
    const asked = await inSlices(this.#lookFromHere(namespaces, snapshot, sightings));
    if (asked.length === 0) return;
    const answers = await this.#reader.enter(asked.map(({ question }) => question));
    for (const [at, { namespace }] of asked.entries()) this.#take(namespace, answers[at], snapshot);
  }

  /** Text of mountinfo of a mount namespace that no process or thread is in. @throws ProtocolError denied */
  async mounts({ id, kind, inode }: Namespace, snapshot: Snapshot, sightings: Sightings): Promise<string> {
    const ways = sightings.all.get(inodeKey(kind, inode))?.ways ?? [];
    const [answer] = mayEnter(snapshot) ? await this.#reader.enter([{ kind, inode, ways }]) : [];
    if (answer && 'text' in answer) return answer.text;
    throw new ProtocolError('denied', message('The mounts of {0} cannot be read.', id));
  }

  /** @returns what is left to ask */
  *#lookFromHere(
    namespaces: readonly Namespace[],
    snapshot: Snapshot,
    sightings: Sightings,
  ): Generator<void, readonly Asked[]> {
    const asked: Asked[] = [];
    const enter = mayEnter(snapshot);
    for (const namespace of namespaces) {
      const { id, kind, inode, initial } = namespace;
      const sighting = sightings.all.get(inodeKey(kind, inode));
      if (!sighting || !isAsked(kind)) continue;
      // Counting the message queues waits for the kernel: that is for the throw-away process, where there can be one.
      const own = snapshot.host.namespaces[kind] === id && !(kind === 'ipc' && enter);
      const inside = this.#reader.here(sighting, own, initial);
      const member = sighting.leader?.pid;
      this.#known.set(id, inside ?? { kind });
      if (!inside && enter) {
        asked.push({
          namespace,
          question: { kind, inode, ways: sighting.ways, ...(member !== undefined && { member }) },
        });
      }
      yield;
    }
    return asked;
  }

  #take({ id, leader }: Namespace, answer: Answer | undefined, { processes }: Snapshot): void {
    if (answer && 'inside' in answer) this.#known.set(id, answer.inside);
    if (!answer || !('text' in answer)) return;
    const process = leader === undefined ? undefined : processes[leader];
    const roots = process && cgroupRoots(process.cgroups, parseCgroup(answer.text));
    this.#known.set(id, { kind: 'cgroup', ...(roots && { roots }) });
  }
}
