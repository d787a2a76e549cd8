import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { CliError, EXIT, usageError } from '../exit.ts';

/** The operand for the standard input. */
const STDIN = '-';

/** A spec that was read. */
export interface SpecFile {
  /** As the person named it; `<stdin>` for the standard input. */
  readonly name: string;
  /** Where it is seen from: paths in it start in this directory. */
  readonly path: string;
  readonly text: string;
}

/** What an operand that cannot be read is answered with. */
export type Read = SpecFile | { readonly name: string; readonly error: CliError };

/** Reads the operands in order. @throws CliError when there are none */
export async function readSpecs(operands: readonly string[]): Promise<readonly Read[]> {
  if (operands.length === 0) throw usageError('a file is needed', `Name files, or ${STDIN} for the standard input.`);
  const files: Read[] = [];
  for (const operand of operands) files.push(operand === STDIN ? await readStdin() : readSpec(operand));
  return files;
}

async function readStdin(): Promise<SpecFile> {
  return { name: '<stdin>', path: path.resolve('stdin.cspec'), text: await text(process.stdin) };
}

function readSpec(name: string): Read {
  try {
    return { name, path: path.resolve(name), text: readFileSync(name, 'utf8') };
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { name, error: new CliError(EXIT.noInput, `${name}: cannot be read: ${why}`) };
  }
}

/** Puts a text in the place of a file at once: it is the old or the new one at any time. Links stay, and rights. */
export function replaceFile(name: string, content: string): void {
  const target = realpathSync(name);
  const scratch = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(scratch, content, { flag: 'wx' });
    chmodSync(scratch, statSync(target).mode & 0o7777);
    renameSync(scratch, target);
  } catch (error) {
    rmSync(scratch, { force: true });
    throw error;
  }
}
