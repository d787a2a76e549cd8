// Starts a VS Code server: loopback only, behind a random connection token, in folders of its own.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { inRoot, manifest, root, tool } from '../project.mjs';
import { serverMain, setupVscode } from '../setup-vscode.mjs';

const START_LIMIT_MS = 60_000;

/** @typedef {Readonly<Record<string, unknown>>} Settings as in settings.json */

/**
 * @typedef {object} ServerOptions
 * @property {string} dataDir logs and user data
 * @property {string} extensionsDir
 * @property {Settings} [settings] replace the settings file; without them it stays as it is
 * @property {Readonly<Record<string, string | undefined>>} [env] for the server and all it starts
 * @property {boolean} [testDriver] lets a page run the tests it names; no toasts are shown then
 */

/**
 * @typedef {object} VscodeServer
 * @property {number} port on 127.0.0.1
 * @property {string} dataDir
 * @property {string} settingsFile read when a page opens
 * @property {(folder: string, payload?: readonly (readonly [string, string])[]) => string} url the page for a folder, with the token
 * @property {() => string} log all it has written so far
 * @property {Promise<void>} ended
 * @property {() => Promise<void>} stop ends it and all it has started
 */

/**
 * @param {ServerOptions} options
 * @returns {Promise<VscodeServer>}
 */
export async function startServer({ dataDir, extensionsDir, settings, env = {}, testDriver = false }) {
  setupVscode();
  const settingsFile = path.join(dataDir, 'data', 'User', 'settings.json');
  if (settings) writeSettings(settingsFile, settings);
  const token = randomBytes(24).toString('hex');
  const args = [serverMain, ...flags(dataDir, extensionsDir, writeToken(dataDir, token))];
  if (testDriver) args.push('--enable-smoke-test-driver');
  const guard = spawn(tool('node'), [inRoot('scripts', 'vscode', 'guard.mjs'), tool('node'), ...args], {
    detached: true,
    env: { ...cleanEnvironment(), EXTENSIONS_GALLERY: '{}', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(guard, 'exit').then(() => undefined);
  const stop = async () => {
    guard.stdin.end();
    await ended;
  };
  const output = collect(guard);
  try {
    const port = await output.port;
    return { port, dataDir, settingsFile, url: pageUrl(port, token), log: output.text, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {string} file
 * @param {Settings} settings
 */
export function writeSettings(file, settings) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(settings, null, 2));
}

/**
 * Installs a package into an extensions folder, as a user would.
 * @param {string} vsix
 * @param {string} extensionsDir
 */
export function installVsix(vsix, extensionsDir) {
  setupVscode();
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-install-'));
  const where = ['--extensions-dir', extensionsDir, '--server-data-dir', dataDir];
  try {
    execFileSync(tool('node'), [serverMain, '--install-extension', vsix, '--force', ...where], {
      env: { ...cleanEnvironment(), EXTENSIONS_GALLERY: '{}' },
      stdio: 'pipe',
    });
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

/**
 * Makes the checkout itself the one extension of an extensions folder.
 * @param {string} extensionsDir
 */
export function linkCheckout(extensionsDir) {
  const { publisher, name, version } = manifest();
  fs.rmSync(extensionsDir, { recursive: true, force: true });
  fs.mkdirSync(extensionsDir, { recursive: true });
  fs.symlinkSync(root, path.join(extensionsDir, `${publisher}.${name}-${version}`));
}

/**
 * @param {string} dataDir
 * @param {string} extensionsDir
 * @param {string} tokenFile
 */
function flags(dataDir, extensionsDir, tokenFile) {
  const address = ['--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile];
  const folders = ['--server-data-dir', dataDir, '--extensions-dir', extensionsDir];
  return [...address, ...folders, '--accept-server-license-terms', '--disable-telemetry', '--force-disable-user-env'];
}

/**
 * A file, because the arguments of a process can be read by everyone.
 * @param {string} dataDir
 * @param {string} token
 */
function writeToken(dataDir, token) {
  const file = path.join(dataDir, 'token');
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, token, { mode: 0o600 });
  return file;
}

/** Ours without what npm or a surrounding VS Code has put there. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|npm_|CODE_)/.test(name)));
}

/**
 * @param {number} port
 * @param {string} token
 * @returns {VscodeServer['url']}
 */
function pageUrl(port, token) {
  return (folder, payload) => {
    const query = new URLSearchParams({ tkn: token, folder });
    if (payload) query.set('payload', JSON.stringify(payload));
    return `http://127.0.0.1:${port}/?${query.toString()}`;
  };
}

/**
 * Gathers what the server writes; the port is known when it says so.
 * @param {import('node:child_process').ChildProcessByStdio<import('node:stream').Writable, import('node:stream').Readable, import('node:stream').Readable>} guard
 */
function collect(guard) {
  /** @type {string[]} */
  const lines = [];
  const text = () => lines.join('\n');
  /** @type {PromiseWithResolvers<number>} */
  const { promise: port, resolve, reject } = Promise.withResolvers();
  const fail = (/** @type {string} */ what) => reject(new Error(`The VS Code server ${what}:\n${text()}`));
  const limit = setTimeout(() => fail('did not start in time'), START_LIMIT_MS);
  for (const stream of [guard.stdout, guard.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      const listening = /Extension host agent listening on (\d+)/.exec(line);
      if (listening) resolve(Number(listening[1]));
    });
  }
  guard.once('exit', () => fail('ended'));
  void port.catch(() => {}).finally(() => clearTimeout(limit));
  return { port, text };
}
