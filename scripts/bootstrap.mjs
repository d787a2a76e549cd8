// The first step of `npm start` and `npm test`: a clean clone and Node 20 are enough for it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { constants } from 'node:os';
import { isInstalled, readLock } from './lockfile.mjs';
import { npm } from './npm.mjs';
import { inRoot, root, tool } from './project.mjs';

const STOP_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const PARENT_CHECK_MS = 1000;

/**
 * Installs what package-lock.json names, unless it is there, then runs a script on Node 24 to its end.
 * @param {string} script relative to the checkout
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit status
 */
export async function installAndRun(script, args) {
  try {
    if (!upToDate()) {
      console.log('Installing the dependencies (npm ci) …');
      npm(['ci'], root);
    }
    return await runOnNode24(inRoot(script), args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

function upToDate() {
  const installed = inRoot('node_modules', '.package-lock.json');
  return fs.existsSync(installed) && isInstalled(readLock(inRoot('package-lock.json')), readLock(installed));
}

/** The Node 24 of node_modules; on systems it is not packed for, the running one if it will do. */
function node24() {
  if (fs.existsSync(tool('node'))) return tool('node');
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  throw new Error(`Node 24 is needed on ${process.platform}-${process.arch}; this is ${process.version}.`);
}

/**
 * The channel between the two tells the script when this process has gone, however it went.
 * @param {string} script
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
async function runOnNode24(script, args) {
  const env = { ...process.env, PATH: `${inRoot('node_modules', '.bin')}:${process.env['PATH']}` };
  const child = spawn(node24(), [script, ...args], { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of STOP_SIGNALS) process.on(signal, () => child.kill(signal));
  const orphaned = whenOrphaned(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearInterval(orphaned);
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
    });
  });
}

/**
 * npm may be killed without a word to us; the parent then is another one.
 * @param {() => void} then
 */
function whenOrphaned(then) {
  const parent = process.ppid;
  return setInterval(() => process.ppid === parent || then(), PARENT_CHECK_MS);
}
