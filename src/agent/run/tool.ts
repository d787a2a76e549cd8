import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { message } from '../../base/message.ts';
import { printable, shellLine } from '../../base/text.ts';
import { ProtocolError } from '../../protocol/errors.ts';

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

function missing(name: string): ProtocolError {
  return new ProtocolError(
    'unsupported',
    message('The command {0} was not found.', name),
    message('Install it (Debian: apt-get install iproute2).'),
  );
}

/**
 * Runs a command without a shell, with a fixed environment.
 * @throws ProtocolError unsupported, denied, failed with what it wrote to stderr
 */
export async function runTool(name: string, args: readonly string[]): Promise<void> {
  await toolOutput(name, args);
}

/** Like {@link runTool}; what it wrote to stdout. @throws ProtocolError */
export function toolOutput(name: string, args: readonly string[]): Promise<string> {
  const file = toolPath(name);
  if (file === undefined) return Promise.reject(missing(name));
  const options = {
    env: { PATH: DIRS.join(':'), LC_ALL: 'C' },
    cwd: '/',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: OUTPUT_LIMIT,
  } as const;
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error) reject(toolError([name, ...args], stderr.trim() || error.message));
      else resolve(stdout);
    });
  });
}

function toolError(argv: readonly string[], why: string): ProtocolError {
  const denied = /Permission denied|Operation not permitted/.test(why);
  return new ProtocolError(
    denied ? 'denied' : 'failed',
    message('{0} failed: {1}', shellLine(argv), printable(why, 500)),
  );
}
