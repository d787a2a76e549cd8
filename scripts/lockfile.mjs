// Reads npm lock files (version 3): what a package needs, and whether it is installed.
import fs from 'node:fs';

/**
 * One package of a lock file, the parts read here.
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {string} [license]
 * @property {boolean} [optional]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
 */

/** @typedef {Record<string, LockedPackage>} LockedPackages by place, such as `node_modules/a/node_modules/b` */

/**
 * @param {string} file
 * @returns {LockedPackages}
 */
export function readLock(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
}

/**
 * The named packages and all they need, with the versions and hashes of the lock file.
 * @param {LockedPackages} locked
 * @param {readonly string[]} names
 * @returns {LockedPackages}
 */
export function closure(locked, names) {
  /** @type {LockedPackages} */
  const found = {};
  /** @type {(from: string, name: string) => void} */
  const add = (from, name) => {
    const place = resolve(locked, from, name);
    const entry = place === undefined ? undefined : locked[place];
    if (place === undefined || entry === undefined || found[place] !== undefined) return;
    found[place] = entry;
    const needs = { ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies };
    for (const need of Object.keys(needs)) add(place, need);
  };
  for (const name of names) add('', name);
  return found;
}

/**
 * A manifest and lock file that install just the named packages, as locked.
 * @param {LockedPackages} locked
 * @param {readonly string[]} names
 * @param {{ name: string, version: string } & Record<string, unknown>} manifest
 */
export function restrictTo(locked, names, manifest) {
  const dependencies = Object.fromEntries(names.map((name) => [name, locked[`node_modules/${name}`]?.version]));
  const own = { ...manifest, dependencies };
  const { name, version } = manifest;
  const packages = { '': { name, version, dependencies }, ...closure(locked, names) };
  return { manifest: own, lock: { name, version, lockfileVersion: 3, requires: true, packages } };
}

/**
 * Whether every package of the lock file is installed in that version; optional ones may be missing.
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed npm's own record, `node_modules/.package-lock.json`
 */
export function isInstalled(locked, installed) {
  return Object.entries(locked).every(([place, { integrity, optional }]) => {
    if (place === '') return true;
    const there = installed[place];
    return there === undefined ? optional === true : there.integrity === integrity;
  });
}

/**
 * What packages need, optionally or not, and the lock file does not have: `npm ci` refuses such a lock file.
 * @param {LockedPackages} locked
 * @returns {string[]} `place needs name`
 */
export function missing(locked) {
  return Object.entries(locked).flatMap(([place, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => resolve(locked, place, name) === undefined)
      .map((name) => `${place} needs ${name}`),
  );
}

/**
 * Where Node would find `name` when the package at `from` asks for it.
 * @param {LockedPackages} locked
 * @param {string} from
 * @param {string} name
 * @returns {string | undefined}
 */
function resolve(locked, from, name) {
  const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (locked[place] !== undefined) return place;
  if (from === '') return undefined;
  return resolve(locked, from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1)), name);
}
