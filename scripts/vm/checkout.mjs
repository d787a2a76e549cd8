import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, PROGRAMS } from '../build.mjs';
import { root } from './paths.mjs';
import { CommandError, output } from './process.mjs';

/** Where the checkout is in a machine. */
const GUEST_ROOT = '/opt/isolens';

/** Where bundles of programs are that tests start from their source. */
const BUNDLED = 'dist/source';

/** What the agent, the command line program and the kernel tests import at run time; with what that depends on. */
const MODULES = ['koffi', '@koromix/koffi-linux-x64', 'node-pty', 'vscode-jsonrpc', 'langium', 'vscode-languageserver'];

/**
 * Copies the checkout into the machine as it is now, changes included, with what it needs to run.
 * @param {import('./machine.mjs').Machine} machine
 * @param {AbortSignal} signal
 * @returns {Promise<string>} where it is
 */
export async function copyCheckout(machine, signal) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-vm-'));
  try {
    await machine.run('root', ['mkdir', '-p', GUEST_ROOT], { seconds: 60, signal });
    const stdin = fs.createReadStream(await pack(folder, signal));
    const status = await machine.run('root', ['tar', '-x', '-C', GUEST_ROOT], { stdin, seconds: 300, signal });
    if (status !== 0) throw new CommandError(`unpacking the checkout in the machine ended with status ${status}`);
    return GUEST_ROOT;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Makes an archive that anybody in the machine may read and root alone may change.
 * @param {string} folder
 * @param {AbortSignal} signal
 */
async function pack(folder, signal) {
  const [archive, list] = [path.join(folder, 'checkout.tar'), path.join(folder, 'list')];
  await bundlePrograms(folder);
  fs.writeFileSync(list, (await files()).map((file) => `${file}\0`).join(''));
  const options = [
    '--owner=0',
    '--group=0',
    '--mode=a+rX,go-w',
    '--null',
    '--verbatim-files-from',
    `--files-from=${list}`,
    // After the checkout, so that they take the place of what is there.
    `--directory=${folder}`,
    'dist',
    'src',
  ];
  await output(['tar', '--create', `--file=${archive}`, ...options], { cwd: root, seconds: 120, signal });
  return archive;
}

/**
 * An emulated machine takes ten seconds to load a program from hundreds of files, and two from one: there the entries of
 * programs load bundles of the same sources.
 * @param {string} folder where they are made, at their places in the checkout
 */
async function bundlePrograms(folder) {
  await build({ outdir: path.join(folder, BUNDLED), identity: 'dev' });
  for (const { file, entry } of PROGRAMS) {
    const bundle = path.relative(path.dirname(entry), path.join(BUNDLED, file));
    fs.mkdirSync(path.join(folder, path.dirname(entry)), { recursive: true });
    fs.writeFileSync(
      path.join(folder, entry),
      `import { createRequire } from 'node:module';\ncreateRequire(import.meta.url)('${bundle}');\n`,
    );
  }
}

/** Every file git knows or would add, if it is still there; the bundles; the modules. */
async function files() {
  const list = await output(['git', 'ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  // A node_modules that is a symbolic link is a file to git.
  const sources = list.split('\0').filter((file) => file !== '' && file !== 'node_modules');
  const all = [...sources, 'dist', ...withDependencies(MODULES).map((name) => `node_modules/${name}`)];
  return all.filter((file) => fs.existsSync(path.join(root, file)));
}

/**
 * @param {readonly string[]} names
 * @returns {readonly string[]}
 */
function withDependencies(names) {
  const all = new Set(names);
  // A set also goes through what is added meanwhile.
  for (const name of all) for (const needed of dependencies(name)) all.add(needed);
  return [...all];
}

/**
 * @param {string} name
 * @returns {readonly string[]}
 */
function dependencies(name) {
  const file = path.join(root, 'node_modules', name, 'package.json');
  return Object.keys(JSON.parse(fs.readFileSync(file, 'utf8')).dependencies ?? {});
}
