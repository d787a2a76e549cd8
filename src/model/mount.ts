/** One line of `/proc/PID/mountinfo` (proc_pid_mountinfo(5)). Text is raw, octal escapes undone. */
export interface Mount {
  readonly id: number;
  readonly parent: number;
  /** `major:minor`. */
  readonly device: string;
  /** Path inside the file system that forms the root of this mount. */
  readonly root: string;
  readonly mountPoint: string;
  readonly options: string;
  readonly propagation: Propagation;
  readonly fsType: string;
  readonly source: string;
  readonly superOptions: string;
  /** Another mount covers this mount point: what is below cannot be reached by path. */
  readonly overMounted: boolean;
}

/** Propagation of a mount (mount_namespaces(7)): peer group numbers; all absent means private. */
export interface Propagation {
  readonly shared?: number;
  readonly master?: number;
  readonly propagateFrom?: number;
  readonly unbindable?: true;
}

/** Undoes the octal escapes (space, tab, newline, backslash) of mountinfo. */
function unescapeOctal(text: string): string {
  return text.includes('\\')
    ? text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    : text;
}

function parsePropagation(fields: readonly string[]): Propagation {
  const number = (name: string) => {
    const field = fields.find((text) => text.startsWith(`${name}:`));
    return field === undefined ? undefined : Number(field.slice(name.length + 1));
  };
  const shared = number('shared');
  const master = number('master');
  const propagateFrom = number('propagate_from');
  return {
    ...(shared !== undefined && { shared }),
    ...(master !== undefined && { master }),
    ...(propagateFrom !== undefined && { propagateFrom }),
    ...(fields.includes('unbindable') && { unbindable: true as const }),
  };
}

function parseLine(line: string): Mount | undefined {
  const fields = line.split(' ');
  const dash = fields.indexOf('-', 6);
  const [id, parent, device, root, mountPoint, options] = fields;
  if (dash < 0 || !device || root === undefined || mountPoint === undefined) return undefined;
  return {
    id: Number(id),
    parent: Number(parent),
    device,
    root: unescapeOctal(root),
    mountPoint: unescapeOctal(mountPoint),
    options: options ?? '',
    propagation: parsePropagation(fields.slice(6, dash)),
    fsType: fields[dash + 1] ?? '',
    source: unescapeOctal(fields[dash + 2] ?? ''),
    superOptions: fields[dash + 3] ?? '',
    overMounted: false,
  };
}

/** A mount is over-mounted when another mount sits on its root: same mount point, and it is that one's parent. */
function markOverMounted(mounts: readonly Mount[]): Mount[] {
  const points = new Map(mounts.map((mount) => [mount.id, mount.mountPoint]));
  const covered = new Set(
    mounts.filter((m) => m.parent !== m.id && points.get(m.parent) === m.mountPoint).map((m) => m.parent),
  );
  return mounts.map((mount) => (covered.has(mount.id) ? { ...mount, overMounted: true } : mount));
}

/** All mounts of a mountinfo text; lines that do not parse are left out. */
export function parseMountinfo(text: string): Mount[] {
  const mounts = text.split('\n').map(parseLine);
  return markOverMounted(mounts.filter((mount) => mount !== undefined));
}

/** `shared:1,master:2`, `private`, `unbindable`: the words of mountinfo and mount(8). */
export function propagationText(propagation: Propagation): string {
  const words = [
    propagation.shared !== undefined && `shared:${propagation.shared}`,
    propagation.master !== undefined && `master:${propagation.master}`,
    propagation.propagateFrom !== undefined && `propagate_from:${propagation.propagateFrom}`,
    propagation.unbindable && 'unbindable',
  ].filter((word) => typeof word === 'string');
  return words.join(',') || 'private';
}

export interface MountDifference {
  /** Mounts whose place and content is the same in both. */
  readonly same: number;
  readonly onlyA: readonly Mount[];
  readonly onlyB: readonly Mount[];
  /** The same place with another source, type, options or propagation. */
  readonly changed: readonly { readonly a: Mount; readonly b: Mount }[];
}

/** What is mounted, without ids, which differ between copies of one mount. */
function content(mount: Mount): string {
  const { shared, master, unbindable } = mount.propagation;
  const propagation = [shared !== undefined, master !== undefined, unbindable === true];
  return JSON.stringify([mount.device, mount.root, mount.options, mount.fsType, mount.source, propagation]);
}

/** Groups mounts by mount point, over-mounted ones first, as they are stacked. */
function byPlace(mounts: readonly Mount[]): Map<string, Mount[]> {
  const stacks = new Map<string, Mount[]>();
  for (const mount of mounts) {
    const stack = stacks.get(mount.mountPoint);
    if (stack) stack.push(mount);
    else stacks.set(mount.mountPoint, [mount]);
  }
  return stacks;
}

/** What differs between two mount namespaces. */
export function compareMounts(a: readonly Mount[], b: readonly Mount[]): MountDifference {
  const stacksA = byPlace(a);
  const stacksB = byPlace(b);
  const onlyA: Mount[] = [];
  const onlyB: Mount[] = [];
  const changed: { a: Mount; b: Mount }[] = [];
  let same = 0;
  for (const place of new Set([...stacksA.keys(), ...stacksB.keys()])) {
    const stackA = stacksA.get(place) ?? [];
    const stackB = stacksB.get(place) ?? [];
    for (let level = 0; level < Math.max(stackA.length, stackB.length); level++) {
      const mountA = stackA[level];
      const mountB = stackB[level];
      if (mountA && !mountB) onlyA.push(mountA);
      else if (mountB && !mountA) onlyB.push(mountB);
      else if (mountA && mountB && content(mountA) === content(mountB)) same++;
      else if (mountA && mountB) changed.push({ a: mountA, b: mountB });
    }
  }
  return { same, onlyA, onlyB, changed };
}
