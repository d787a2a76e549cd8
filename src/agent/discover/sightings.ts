import { NAMESPACE_KINDS, type NamespaceKind, type Pin } from '../../model/namespace.ts';
import type { ProcessId } from '../../model/process.ts';
import type { MountEntry } from './mount-tables.ts';
import type { NamespaceLinks } from './process-reader.ts';
import type { ProcessRow } from './process-table.ts';
import type { Way } from './references.ts';
import { type Inode, inodeKey, MAX_WITNESSES, type Seen } from './registry.ts';

/** Everything that was seen of one namespace in a scan. */
export interface Sighting extends Seen {
  /** Processes whose main thread is a member. */
  nprocs: number;
  /** The one with the smallest pid. */
  leader: { readonly pid: number; readonly id: ProcessId } | undefined;
  /** Pins; the namespace of a mount pin is still an inode. */
  readonly pins: Pin[];
}

/** A namespace can be mounted in every mount namespace; more pins than this are not listed. */
const MAX_PINS = 500;
const MAX_WAYS = 4;

/** Gathers who holds which namespace. */
export class Sightings {
  readonly all = new Map<Inode, Sighting>();
  /** Those of a combination of namespaces, which most processes share. */
  readonly #combinations = new Map<NamespaceLinks, readonly [NamespaceKind, Sighting][]>();

  /** A process is a member of its namespaces, and holds what it refers to. */
  addProcess(row: ProcessRow): void {
    for (const [kind, sighting] of this.#combination(row.basics.links)) this.#addMember(sighting, kind, row);
    for (const { kind, inode, pin, way } of row.references) this.#addPin(this.#sighting(kind, inode), pin, way, row.id);
  }

  /** Bind mounts of namespaces. */
  addMounts(mnt: number, entry: MountEntry): void {
    for (const { kind, inode, mountPoint } of entry.table.nsfs) {
      const pin: Pin = { kind: 'mount', path: mountPoint, mnt: inodeKey('mnt', mnt), process: entry.row.id };
      this.#addPin(this.#sighting(kind, inode), pin, `/proc/${entry.task}/root${mountPoint}`, `${mnt}${mountPoint}`);
    }
  }

  /** Known to the kernel, held by nothing that can be read. */
  addUnseen(kind: NamespaceKind, inode: number, nsid: string): void {
    this.#addPin(this.#sighting(kind, inode), { kind: 'unseen' }, { nsid }, nsid);
  }

  #combination(links: NamespaceLinks): readonly [NamespaceKind, Sighting][] {
    const known = this.#combinations.get(links);
    if (known) return known;
    const fresh = NAMESPACE_KINDS.flatMap((kind): [NamespaceKind, Sighting][] => {
      const inode = links[kind];
      return inode === undefined ? [] : [[kind, this.#sighting(kind, inode)]];
    });
    this.#combinations.set(links, fresh);
    return fresh;
  }

  #sighting(kind: NamespaceKind, inode: number): Sighting {
    const key = inodeKey(kind, inode);
    const known = this.all.get(key);
    if (known) return known;
    const fresh: Sighting = { kind, inode, witnesses: new Set(), ways: [], nprocs: 0, leader: undefined, pins: [] };
    this.all.set(key, fresh);
    return fresh;
  }

  #addMember(sighting: Sighting, kind: NamespaceKind, row: ProcessRow): void {
    sighting.nprocs++;
    if (!sighting.leader || row.pid < sighting.leader.pid) sighting.leader = row;
    if (sighting.witnesses.size < MAX_WITNESSES) sighting.witnesses.add(row.id);
    if (sighting.ways.length < MAX_WAYS) sighting.ways.push(`/proc/${row.pid}/ns/${kind}`);
  }

  #addPin(sighting: Sighting, pin: Pin, way: Way, witness: string): void {
    if (sighting.pins.length < MAX_PINS) sighting.pins.push(pin);
    if (sighting.witnesses.size < MAX_WITNESSES) sighting.witnesses.add(`${pin.kind} ${witness}`);
    if (sighting.ways.length < MAX_WAYS) sighting.ways.push(way);
  }
}
