import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { parseMountinfo } from '../../src/model/mount.ts';
import { NAMESPACE_KINDS } from '../../src/model/namespace.ts';

/** What the kernel tells of a process, read in the simplest way. */
export class Inside {
  readonly pid: number;

  constructor(pid: number) {
    this.pid = pid;
  }

  file(name: string): string {
    return readFileSync(`/proc/${this.pid}/${name}`, 'utf8');
  }

  /** A field of `status`: `NoNewPrivs`. */
  status(field: string): string | undefined {
    return new RegExp(`^${field}:\\t(.*)$`, 'm').exec(this.file('status'))?.[1];
  }

  link(name: string): string {
    return readlinkSync(`/proc/${this.pid}/${name}`);
  }

  /** Kinds of namespaces that are not those of this process. */
  get ownNamespaces(): string[] {
    return NAMESPACE_KINDS.filter((kind) => this.link(`ns/${kind}`) !== readlinkSync(`/proc/self/ns/${kind}`));
  }

  /** Variables of its environment when it executed its command. */
  get environment(): string[] {
    return this.file('environ').split('\0').filter(Boolean).sort();
  }

  /** Soft and hard limit: `Max open files`. */
  limit(name: string): readonly (string | undefined)[] {
    return new RegExp(`^${name} +(\\S+) +(\\S+)`, 'm').exec(this.file('limits'))?.slice(1) ?? [];
  }

  /** The mount that is seen at a path, with its options. */
  mount(path: string) {
    const found = parseMountinfo(this.file('mountinfo')).findLast(({ mountPoint }) => mountPoint === path);
    return found && { type: found.fsType, options: new Set(found.options.split(',')), root: found.root };
  }

  get mountPoints(): string[] {
    return parseMountinfo(this.file('mountinfo')).map(({ mountPoint }) => mountPoint);
  }

  /** Where its descriptors lead to, less the standard ones. */
  get descriptors(): string[] {
    return readdirSync(`/proc/${this.pid}/fd`)
      .filter((fd) => Number(fd) > 2)
      .map((fd) => this.link(`fd/${fd}`));
  }
}
