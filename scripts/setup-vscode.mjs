// Puts a real VS Code server (lib/vscode of the code-server npm package) into .vscode-test/; compiles nothing.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readLock, restrictTo } from './lockfile.mjs';
import { npm } from './npm.mjs';
import { inRoot, readJson, testDir } from './project.mjs';

const CODE_SERVER = '4.139.1';
const SHA512 = 'fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';

/** What the server, its extension host, terminal host, file watcher and the page load; the rest is left out. */
const NEEDED = words(`
  cookie ws minimist yauzl yazl http-proxy-agent https-proxy-agent vscode-regexpp vscode-textmate vscode-oniguruma
  node-pty jschardet katex tas-client @parcel/watcher @microsoft/1ds-core-js @microsoft/1ds-post-js
  @vscode/spdlog @vscode/native-watchdog @vscode/ripgrep-universal @vscode/proxy-agent @vscode/deviceid
  @vscode/iconv-lite-umd @vscode/vscode-languagedetection @vscode/tree-sitter-wasm
  @xterm/xterm @xterm/headless @xterm/addon-clipboard @xterm/addon-image @xterm/addon-ligatures
  @xterm/addon-progress @xterm/addon-search @xterm/addon-serialize @xterm/addon-unicode11 @xterm/addon-webgl`);

/** Built-in extensions that want an account, the network, or a module left out above. */
const UNWANTED_EXTENSIONS = words(`
  copilot git github microsoft-authentication tunnel-forwarding terminal-suggest php-language-features grunt gulp jake
  debug-auto-launch debug-server-ready ms-vscode.js-debug ms-vscode.js-debug-companion`);

/** Native modules that would have to be compiled, and what does as well: log files, and nothing. */
const STAND_INS = { '@vscode/spdlog': 'spdlog.cjs', '@vscode/native-watchdog': 'native-watchdog.cjs' };

/** The folder of the server. */
export const serverDir = path.join(testDir, `server-${CODE_SERVER}`);

/** The program to start. */
export const serverMain = path.join(serverDir, 'out', 'server-main.js');

/**
 * Downloads and sets up the server, unless that is done.
 * @returns {string} its folder
 */
export function setupVscode() {
  if (fs.existsSync(serverDir)) return serverDir;
  console.log(`Setting up the VS Code server (code-server ${CODE_SERVER}) …`);
  fs.mkdirSync(testDir, { recursive: true });
  const draft = fs.mkdtempSync(path.join(testDir, 'setup-'));
  try {
    unpackServer(draft);
    installModules(draft);
    for (const name of UNWANTED_EXTENSIONS) {
      fs.rmSync(path.join(draft, 'extensions', name), { recursive: true, force: true });
    }
    fs.chmodSync(draft, 0o755);
    fs.renameSync(draft, serverDir);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
  return serverDir;
}

/** @param {string} draft */
function unpackServer(draft) {
  npm(['pack', `code-server@${CODE_SERVER}`], draft);
  const tarball = path.join(draft, `code-server-${CODE_SERVER}.tgz`);
  const hash = createHash('sha512').update(fs.readFileSync(tarball)).digest('base64');
  if (hash !== SHA512) throw new Error(`code-server ${CODE_SERVER} is not the known one: sha512 ${hash}`);
  execFileSync('tar', ['xzf', tarball, '--strip-components=3', 'package/lib/vscode'], { cwd: draft });
  fs.rmSync(tarball);
}

/**
 * Versions and hashes are those of VS Code's own lock file.
 * @param {string} draft
 */
function installModules(draft) {
  const shrinkwrap = path.join(draft, 'npm-shrinkwrap.json');
  const { version } = readJson(path.join(draft, 'package.json'));
  const { manifest, lock } = restrictTo(readLock(shrinkwrap), NEEDED, { name: 'code-oss', version, type: 'module' });
  fs.rmSync(shrinkwrap);
  fs.writeFileSync(path.join(draft, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(draft, 'package-lock.json'), JSON.stringify(lock));
  npm(['ci', '--legacy-peer-deps', '--omit=dev'], draft);
  for (const [name, file] of Object.entries(STAND_INS)) replaceModule(path.join(draft, 'node_modules', name), file);
}

/**
 * @param {string} folder
 * @param {string} standIn
 */
function replaceModule(folder, standIn) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ version: '0.0.0', main: 'index.js' }));
  fs.copyFileSync(inRoot('scripts', 'vscode', standIn), path.join(folder, 'index.js'));
}

/** @param {string} text */
function words(text) {
  return text.trim().split(/\s+/);
}

if (process.argv[1] === import.meta.filename) console.log(setupVscode());
