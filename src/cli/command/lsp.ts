import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SERVER_OPTIONS } from '../../model/spec/server-options.ts';
import type { Command } from '../command.ts';
import { usageError } from '../exit.ts';

export const command: Command = {
  usage: 'lsp --stdio',
  summary: 'Serves the language .cspec to an editor (Language Server Protocol).',
  help: `  --stdio  speaks on the standard input and output: the only way, and how editors start servers

docs/editors.md tells how to set it up in Neovim, Helix and Emacs.`,
  options: { stdio: { type: 'boolean' } },
  async run(values, operands) {
    if (operands[0] !== undefined) throw usageError(`unexpected operand: ${operands[0]}`);
    if (values['stdio'] !== true) throw usageError('the server speaks on --stdio only', 'Add --stdio.');
    const server = spawn(process.execPath, [...SERVER_OPTIONS, serverProgram(), '--stdio'], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => server.kill(signal));
    const [code, signal] = (await once(server, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + (signal ? os.constants.signals[signal] : 0);
  },
};

/** The server beside the running program: a bundle, or its source in a checkout. */
function serverProgram(main = process.argv[1] ?? ''): string {
  const dir = path.dirname(realpathSync(main));
  return main.endsWith('.ts') ? path.join(dir, '../server/node/main.ts') : path.join(dir, 'server.cjs');
}
