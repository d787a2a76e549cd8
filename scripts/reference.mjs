// Makes the reference of the language from what the program knows: `node scripts/reference.mjs`.
// docs/knobs.md, the files of cgroups, and the statements in docs/cspec.md.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from './project.mjs';

/** @param {string} file a module of the program: its types are not those of scripts */
const load = (file) => import(pathToFileURL(inRoot('src', file)).href);

const { formatMessage } = await load('base/message.ts');
const { environment } = await load('language/environment.ts');
/**
 * @typedef {object} InterfaceFile
 * @property {string} file
 * @property {string} controller
 * @property {string} use
 * @property {string} value
 * @property {string} [unit]
 * @property {number} [least]
 * @property {number} [most]
 * @property {readonly string[]} [words]
 * @property {string} [default]
 * @property {string} doc
 * @property {string} [note]
 * @property {{ readonly file?: string }} [v1]
 *
 * @typedef {{ readonly name: string, readonly doc: string, readonly options: readonly string[] }} MountKind
 * @typedef {{ readonly name: string, readonly doc: string, readonly v2: string }} Controller
 * @typedef {Omit<InterfaceFile, 'use' | 'note' | 'v1'> & { readonly access: string, readonly v2?: string, readonly note: string }} OldFile
 */

const { Syntax } = await load('language/feature/completion/syntax.ts');
const { createCspecServices } = await load('language/services.ts');
const { STATEMENT_DOCS } = await load('language/statement-docs.ts');
/**
 * @type {{ MOUNT_KINDS: readonly MountKind[], MOUNT_FLAGS: readonly string[], STANDARD_TARGETS: readonly string[],
 *   usualTarget: (kind: string) => string | undefined }}
 */
const { MOUNT_KINDS, MOUNT_FLAGS, STANDARD_TARGETS, usualTarget } = await load('model/spec/mount-kind.ts');
/** @type {{ RLIMITS: readonly { readonly name: string, readonly unit: string, readonly doc: string }[] }} */
const { RLIMITS } = await load('model/spec/rlimit.ts');
/** @type {{ INTERFACE_FILES: readonly InterfaceFile[] }} */
const { INTERFACE_FILES } = await load('model/cgroup/interface-file.ts');
/** @type {{ V1_CONTROLLERS: readonly Controller[], V1_FILES: readonly OldFile[] }} */
const { V1_CONTROLLERS, V1_FILES } = await load('model/cgroup/v1-file.ts');

export const knobsFile = inRoot('docs', 'knobs.md');
export const languageFile = inRoot('docs', 'cspec.md');

/** Blocks in the order of the reference, with what they are called. */
const BLOCKS = {
  Spec: 'In a file',
  Container: 'In a container or profile',
  Netns: 'In a netns, and in the host',
  Interface: 'In an interface',
  Bridge: 'In a bridge',
  Veth: 'In a veth, macvlan, ipvlan or vlan',
  Vxlan: 'In a vxlan',
  Cgroup: 'In a cgroup, and in limits',
  Expect: 'In an expectation',
};

const BEGIN = '<!-- statements: made by scripts/reference.mjs -->';
const END = '<!-- end of statements -->';

/**
 * The reference with its statements as they should be.
 * @param {string} text content of docs/cspec.md
 */
export function languagePage(text) {
  const [before] = text.split(BEGIN);
  const [, after] = text.split(END);
  const made = [statements(), '### Kinds of mounts', mounts(), '### Limits of a process', rlimits()].join('\n\n');
  return `${before}${BEGIN}\n\n${made}\n\n${END}${after}`;
}

function mounts() {
  const flags = `All but \`standard\` also have the options ${MOUNT_FLAGS.map(code).join(', ')}.`;
  const rows = MOUNT_KINDS.map(({ name, doc, options }) => {
    const where = name === 'standard' ? STANDARD_TARGETS : [usualTarget(name) ?? []].flat();
    const own = options.filter((option) => !MOUNT_FLAGS.includes(option));
    return [code(name), doc, where.map(code).join(', '), own.map(code).join(', ')];
  });
  return [table(['kind', 'what it mounts', 'where, if nothing is said', 'options'], rows), flags].join('\n\n');
}

function rlimits() {
  return table(
    ['rlimit', 'of what', 'unit'],
    RLIMITS.map(({ name, unit, doc }) => [code(name), doc, unit]),
  );
}

function statements() {
  const onError = () => {};
  const syntax = new Syntax(createCspecServices(environment({ onError })).cspec.Grammar);
  return Object.entries(BLOCKS)
    .map(([rule, title]) => {
      /** @type {readonly { readonly rule: string }[]} */
      const threads = syntax.statementsIn(rule);
      const rules = [...new Set(threads.map((thread) => thread.rule))];
      return [`### ${title}`, table(['statement', 'what it says'], rules.map(statement))].join('\n\n');
    })
    .join('\n\n');
}

/** @param {string} rule */
function statement(rule) {
  const known = STATEMENT_DOCS[rule];
  if (!known) throw new Error(`src/language/statement-docs.ts says nothing of ${rule}`);
  return [code(known.form), formatMessage(known.doc)];
}

/** Content of docs/knobs.md, as it should be. */
export function knobsPage() {
  const controllers = [...new Set(INTERFACE_FILES.map(({ controller }) => controller))];
  return `${[HEAD, ...controllers.map(controllerPart), V1_HEAD, v1Controllers(), '## Files of cgroup v1', v1Files()].join('\n\n')}\n`;
}

const HEAD = `# The files of cgroups

<!-- Made by scripts/reference.mjs from src/model/cgroup. -->

A setting in a \`.cspec\` file is a line \`FILE = VALUE\`: it writes that file of a cgroup v2 directory
(Documentation/admin-guide/cgroup-v2.rst of the kernel). On hosts with v1 Isolens writes the file that stands for it there.

Sizes are bytes with K, M, G, T as powers of 1024; times have us, ms, s, m, h; \`cpu.max\` takes \`50%\` (of one CPU) and \`2 cpus\`.
All are expanded before they are written: the kernel reads \`2M\` as 2 in some files and refuses it in others.`;

/** @param {string} controller */
function controllerPart(controller) {
  const files = INTERFACE_FILES.filter((file) => file.controller === controller);
  const title = controller === 'core' ? 'Of every group' : controller;
  const rows = files.map((file) => [
    code(file.file),
    file.use === 'limit' ? valueOf(file) : `*${file.use}*`,
    [file.doc, file.note].filter(Boolean).join(' '),
    file.v1?.file ? code(file.v1.file) : '',
  ]);
  return [`## ${title}`, table(['file', 'value', 'what it is', 'v1'], rows)].join('\n\n');
}

/** @param {Pick<InterfaceFile, 'value' | 'unit' | 'least' | 'most' | 'words' | 'default'>} file */
function valueOf({ value, unit, least, most, words, default: usual }) {
  const range = least === undefined && most === undefined ? undefined : `${least ?? ''}–${most ?? ''}`;
  const parts = [words?.map(code).join(', ') ?? value.replaceAll('|', ' or '), unit, range];
  return [...parts, usual === undefined ? undefined : `default ${code(usual)}`].filter(Boolean).join(', ');
}

const V1_HEAD = '## Controllers of cgroup v1';

function v1Controllers() {
  return table(
    ['controller', 'what it does', 'in v2'],
    V1_CONTROLLERS.map(({ name, doc, v2 }) => [code(name), doc, v2]),
  );
}

function v1Files() {
  return table(
    ['file', 'value', 'what it is', 'in v2', 'how'],
    V1_FILES.map((file) => [
      code(file.file),
      file.access === 'r' ? '*status*' : valueOf(file),
      file.doc,
      file.v2 === undefined ? '' : code(file.v2),
      file.note,
    ]),
  );
}

/** @param {string} text */
function code(text) {
  return `\`${text}\``;
}

/**
 * @param {readonly string[]} heads
 * @param {readonly (readonly string[])[]} rows
 */
function table(heads, rows) {
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), `|${heads.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  fs.writeFileSync(knobsFile, knobsPage());
  fs.writeFileSync(languageFile, languagePage(fs.readFileSync(languageFile, 'utf8')));
}
