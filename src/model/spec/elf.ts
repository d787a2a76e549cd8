/** What an executable needs to run (elf(5)). */
export interface Executable {
  /** As uname(2) calls it, `x86_64`; undefined for one we have no name for. */
  readonly machine: string | undefined;
  /** The dynamic loader, an absolute path inside its root; undefined: it needs none, or its name is further behind. */
  readonly interpreter: string | undefined;
}

/** `e_machine` (elf.h). */
const MACHINES: Readonly<Record<number, string>> = {
  3: 'i686',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64le',
  22: 's390x',
  40: 'armv7l',
  62: 'x86_64',
  183: 'aarch64',
  243: 'riscv64',
  258: 'loongarch64',
};

/** Machines whose kernels run programs of others. */
const ALSO: Readonly<Record<string, readonly string[]>> = { x86_64: ['i686'], aarch64: ['armv7l'] };

const PT_INTERP = 3;

/** Whether a program of a machine runs on another; what is not known may. */
export function runsOn(machine: string, program: string | undefined): boolean {
  return program === undefined || program === machine || (ALSO[machine] ?? []).includes(program);
}

/** Reads the beginning of a file; undefined when it is no ELF. */
export function parseElf(head: Uint8Array): Executable | undefined {
  if (head.length < 52 || head[0] !== 0x7f || String.fromCharCode(...head.subarray(1, 4)) !== 'ELF') return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const little = head[5] === 1;
  return { machine: MACHINES[view.getUint16(18, little)], interpreter: interpreterOf(view, head[4] === 2, little) };
}

function interpreterOf(view: DataView, wide: boolean, little: boolean): string | undefined {
  if (wide && view.byteLength < 64) return undefined;
  const word = (at: number) => (wide ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const table = word(wide ? 32 : 28);
  const [size, count] = [view.getUint16(wide ? 54 : 42, little), view.getUint16(wide ? 56 : 44, little)];
  for (let at = table; at < table + size * count && at + (wide ? 56 : 32) <= view.byteLength; at += size) {
    if (view.getUint32(at, little) !== PT_INTERP) continue;
    return textAt(view, word(at + (wide ? 8 : 4)), word(at + (wide ? 32 : 16)));
  }
  return undefined;
}

function textAt(view: DataView, offset: number, size: number): string | undefined {
  if (size < 2 || offset + size > view.byteLength) return undefined;
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + offset, size - 1));
}
