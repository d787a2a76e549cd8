// Builds and opens the extension: in the VS Code of the desktop, else in a browser. Started by start.mjs.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { executable } from './executable.mjs';
import { inRoot, root, testDir } from './project.mjs';
import { linkCheckout, startServer } from './vscode/server.mjs';

const HELP = `usage: npm start [-- --browser] [FOLDER]
Opens Isolens in VS Code, or in a browser where there is no desktop VS Code or with --browser.
FOLDER is what VS Code opens; default: examples/ of this checkout.`;

/** Settings of the first start; what is changed in the page later stays. */
const FIRST_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
};

async function open() {
  console.log('Building …');
  await build();
  makeRoots();
  const code = values.browser ? undefined : desktopCode();
  if (code) process.exitCode = openDesktop(code);
  else await openInBrowser();
}

/** The examples name root file systems: they are made of BusyBox where that is installed. */
function makeRoots() {
  const script = inRoot('examples', 'make-rootfs.sh');
  const missing = ['rootfs/busybox', 'rootfs/mapped'].some((name) => !fs.existsSync(inRoot('examples', name)));
  if (missing && fs.existsSync(script) && executable('busybox')) spawnSync('sh', [script], { stdio: 'ignore' });
}

function defaultFolder() {
  const examples = inRoot('examples');
  return fs.existsSync(examples) ? examples : process.cwd();
}

/** `code` where it can open an extension under development: not for root, not from inside a remote or WSL shell. */
function desktopCode() {
  const elsewhere = process.getuid?.() === 0 || process.env['VSCODE_IPC_HOOK_CLI'] || process.env['WSL_DISTRO_NAME'];
  return elsewhere ? undefined : executable('code');
}

/** @param {string} code */
function openDesktop(code) {
  console.log('Opening VS Code …');
  const { status } = spawnSync(code, [`--extensionDevelopmentPath=${root}`, folder], { stdio: 'inherit' });
  return status ?? 1;
}

/** Serves until a signal comes, the starter goes away or the server ends. */
async function openInBrowser() {
  const home = path.join(testDir, 'start');
  const extensionsDir = path.join(home, 'extensions');
  linkCheckout(extensionsDir);
  const stopped = stopRequest();
  const server = await startServer({ dataDir: path.join(home, 'server'), extensionsDir, ...firstSettings(home) });
  const address = server.url(folder);
  console.log(`\nIsolens is ready. The address gives whoever has it a shell as ${userName()}:\n\n  ${address}\n`);
  console.log('Ctrl-C stops it.');
  showInBrowser(home, address);
  const unasked = await Promise.race([stopped.then(() => false), server.ended.then(() => true)]);
  await server.stop();
  fs.rmSync(redirectFile(home), { force: true });
  if (unasked) throw new Error(`The VS Code server ended:\n${server.log()}`);
  console.log('Stopped.');
  // An open channel to the starter would keep this process alive.
  if (process.connected) process.disconnect();
}

function userName() {
  return process.getuid?.() === 0 ? 'root' : 'you';
}

/** @param {string} home */
function firstSettings(home) {
  return fs.existsSync(path.join(home, 'server', 'data', 'User', 'settings.json')) ? {} : { settings: FIRST_SETTINGS };
}

/** Comes true with the first signal; the ones after it change nothing. */
function stopRequest() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
    process.on('disconnect', resolve);
  });
}

/** @param {string} home */
function redirectFile(home) {
  return path.join(home, 'open.html');
}

/**
 * Through a private file: the arguments of a browser can be read by everyone.
 * @param {string} home
 * @param {string} address
 */
function showInBrowser(home, address) {
  const opener = process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] ? executable('xdg-open') : undefined;
  if (!opener || process.getuid?.() === 0) return;
  const target = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const file = redirectFile(home);
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, `<meta http-equiv="refresh" content="0; url=${target}">`, { mode: 0o600 });
  spawn(opener, [file], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { browser: { type: 'boolean' }, help: { type: 'boolean' } },
});
const folder =
  positionals[0] === undefined ? defaultFolder() : path.resolve(process.env['INIT_CWD'] ?? '.', positionals[0]);
if (values.help) console.log(HELP);
else await open();
