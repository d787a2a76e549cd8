import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import type { Readable } from 'node:stream';
import { message } from '../../base/message.ts';
import { printable, shellLine } from '../../base/text.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { runtimeDirectory } from './runtime-directory.ts';

/** Where tools are looked for: never where an ordinary user may write. */
const DIRS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const TIMEOUT_MS = 10_000;
const OUTPUT_LIMIT = 64 * 1024;

/** Where a tool is; undefined when it is not installed. */
function toolPath(name: string): string | undefined {
  return DIRS.map((dir) => `${dir}/${name}`).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export function hasTool(name: string): boolean {
  return toolPath(name) !== undefined;
}

/** Packages of Debian that do not have the name of their tool. */
const PACKAGES: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  tc: 'iproute2',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  unshare: 'util-linux',
  systemctl: 'systemd',
};

function missing(name: string): ProtocolError {
  return new ProtocolError(
    'unsupported',
    message('The command {0} was not found.', name),
    message('Install it (Debian: {0}).', `apt-get install ${PACKAGES[name] ?? name}`),
  );
}

/** Where a tool is. @throws ProtocolError unsupported */
export function pathOfTool(name: string): string {
  const file = toolPath(name);
  if (file === undefined) throw missing(name);
  return file;
}

/** What every tool is started with: `systemctl --user` and its like find the systemd of the user by its directory. */
export const TOOL_ENVIRONMENT = { PATH: DIRS.join(':'), LC_ALL: 'C', ...runtimeVariable() };

function runtimeVariable(): { readonly XDG_RUNTIME_DIR?: string } {
  const directory = runtimeDirectory(process.geteuid?.() ?? -1, process.env);
  return directory === undefined ? {} : { XDG_RUNTIME_DIR: directory };
}

export interface ToolOptions {
  /** What it reads from its standard input. */
  readonly input?: string;
  /** It is killed after so long; 10 s by default. */
  readonly timeoutMs?: number;
  /** It has these as 3, 4, …; they may be closed as soon as the call returns. */
  readonly fds?: readonly number[];
}

/**
 * Runs a command without a shell, with a fixed environment.
 * @throws ProtocolError unsupported, denied, failed with what it wrote to stderr
 */
export async function runTool(name: string, args: readonly string[], options: ToolOptions = {}): Promise<void> {
  await toolOutput(name, args, options);
}

/** Like {@link runTool}; what it wrote to stdout. @throws ProtocolError */
export async function toolOutput(name: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await toolOutcome(name, args, options);
  if (status !== 0) throw toolError([name, ...args], stderr);
  return stdout;
}

export interface ToolOutcome {
  /** Not 0: it failed. */
  readonly status: number;
  readonly stdout: string;
  /** Why it failed: never empty then. */
  readonly stderr: string;
}

/** Runs a command without a shell to its end, whatever that is. @throws ProtocolError unsupported when it is not installed */
export async function toolOutcome(
  name: string,
  args: readonly string[],
  { input, timeoutMs = TIMEOUT_MS, fds = [] }: ToolOptions = {},
): Promise<ToolOutcome> {
  const child = spawn(pathOfTool(name), args, {
    env: TOOL_ENVIRONMENT,
    cwd: '/',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    stdio: ['pipe', 'pipe', 'pipe', ...fds],
  });
  // It may end without reading.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const tooMuch = () => child.kill('SIGKILL');
  const [stdout, stderr] = [textOf(child.stdout, tooMuch), textOf(child.stderr, tooMuch)];
  try {
    const [code, signal] = await once(child, 'close');
    const why = stderr().trim();
    return code === 0
      ? { status: 0, stdout: stdout(), stderr: why }
      : { status: Number(code) || 1, stdout: stdout(), stderr: why || String(signal ?? `exit status ${code}`) };
  } catch (error) {
    return { status: 1, stdout: '', stderr: error instanceof Error ? error.message : String(error) };
  }
}

/** Gathers what comes, up to a limit. */
function textOf(stream: Readable | null, tooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= OUTPUT_LIMIT) chunks.push(chunk);
    else tooMuch();
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/**
 * What a command writes to stdout, waited for: only for a process that has nothing else to do.
 * @returns the name of an errno, or of the failure, instead
 */
export function toolTextHere(
  name: string,
  args: readonly string[],
  { timeout, most }: { readonly timeout: number; readonly most: number },
): { readonly text?: string; readonly errno?: string } {
  const file = toolPath(name);
  if (file === undefined) return { errno: 'ENOENT' };
  const options = {
    env: TOOL_ENVIRONMENT,
    cwd: '/',
    timeout,
    killSignal: 'SIGKILL',
    maxBuffer: most,
    encoding: 'utf8',
  } as const;
  const { status, stdout, stderr, error } = spawnSync(file, args, options);
  if (error && 'code' in error) return { errno: String(error.code) };
  if (status === 0) return { text: stdout };
  return { errno: /Permission denied|Operation not permitted/.test(stderr) ? 'EPERM' : 'EIO' };
}

/** What a command that failed said. */
export function toolError(argv: readonly string[], why: string): ProtocolError {
  const denied = /Permission denied|Operation not permitted/.test(why);
  return new ProtocolError(
    denied ? 'denied' : 'failed',
    message('{0} failed: {1}', shellLine(argv), printable(why, 500)),
  );
}
