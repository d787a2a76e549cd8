// Where things are in this checkout. Runs on Node 20 and without node_modules.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this script belongs to. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** What is made for tests and `npm start`: the VS Code server, bundled suites, user data. */
export const testDir = path.join(root, '.vscode-test');

/** Where finished packages are put. */
export const vsixDir = path.join(root, 'dist', 'vsix');

/** The packages with native code; they are never bundled. */
export const NATIVE_PACKAGES = ['koffi', 'node-pty'];

/**
 * The path of a file in the checkout.
 * @param {...string} parts
 */
export const inRoot = (...parts) => path.join(root, ...parts);

/**
 * A tool of node_modules; `tool('node')` is the Node 24 everything but the first step runs on.
 * @param {string} name
 */
export const tool = (name) => inRoot('node_modules', '.bin', name);

/**
 * Reads a JSON file.
 * @param {string} file
 * @returns {any} what is in it; the caller knows its shape
 */
export const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

/**
 * The manifest of the extension.
 * @returns {{ publisher: string, name: string, version: string } & Record<string, unknown>}
 */
export const manifest = () => readJson(inRoot('package.json'));

/** The package target that fits this machine, as `vsce` names it. */
export const machineTarget = () => `${process.platform}-${process.arch}`;

/**
 * Where the package for a target is, once made.
 * @param {string} target
 */
export const vsixFile = (target) => path.join(vsixDir, `${manifest().name}-${target}.vsix`);
