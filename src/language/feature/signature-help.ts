import type { LangiumDocument } from 'langium';
import type { LangiumServices, SignatureHelpProvider } from 'langium/lsp';
import type { SignatureHelp, SignatureHelpOptions, SignatureHelpParams } from 'vscode-languageserver-protocol';
import { type Message, message } from '../../base/message.ts';
import { type InterfaceFile, interfaceFile } from '../../model/cgroup/interface-file.ts';
import type { Environment } from '../environment.ts';
import { STATEMENT_DOCS } from '../statement-docs.ts';
import { type Cursor, Cursors } from './completion/cursor.ts';

/** A value of a statement: what it is called in the form, the properties of the grammar that it fills, what it is. */
type Parameter = readonly [label: string, properties: readonly string[], doc: Message];

interface Form {
  readonly label: string;
  readonly parameters: readonly Parameter[];
}

const NETWORK: Parameter = ['NETWORK', ['Route.dest'], message('where to: 10.1.0.0/16, or an address')];
const INTERFACE: Parameter = ['INTERFACE', ['Route.dev'], message('by which interface of this place')];

const SUBJECT: Parameter = ['NAME', ['Expect.subject'], message('a netns, container, host or cgroup of this file')];
const TIME: Parameter = ['TIME', ['Expect.within'], message('so long it may take, as 5s')];

/** Statements with several values, by rule. */
const FORMS: Readonly<Record<string, readonly Form[]>> = {
  IdMap: [
    {
      label: 'map KIND FIRST_INSIDE to host FIRST_OUTSIDE count COUNT',
      parameters: [
        ['KIND', ['IdMap.kind'], message('ids: users and groups; or uids, gids')],
        ['FIRST_INSIDE', ['IdMap.inside'], message('the first id inside; 0 is root')],
        ['FIRST_OUTSIDE', ['IdMap.outside'], message('the id of the host that this one is')],
        ['COUNT', ['IdMap.count'], message('how many ids in a row')],
      ],
    },
  ],
  Route: [
    {
      label: 'route NETWORK via ADDRESS dev INTERFACE',
      parameters: [NETWORK, ['ADDRESS', ['Route.via'], message('the next router, on a wire of this place')], INTERFACE],
    },
    { label: 'route NETWORK dev INTERFACE', parameters: [NETWORK, INTERFACE] },
    { label: 'route NETWORK blackhole|unreachable', parameters: [NETWORK] },
  ],
  Nat: [
    {
      label: 'nat from NETWORK via INTERFACE',
      parameters: [
        ['NETWORK', ['Nat.source'], message('whose addresses are hidden')],
        ['INTERFACE', ['Nat.dev'], message('by which they leave; default: that of the default route')],
      ],
    },
  ],
  Publish: [
    {
      label: 'publish PORT to PLACE port TARGET',
      parameters: [
        ['PORT', ['Publish.hostPort'], message('a TCP port of this place')],
        ['PLACE', ['Publish.target'], message('a netns or container with an address')],
        ['TARGET', ['Publish.port'], message('the port there')],
      ],
    },
  ],
  Rlimit: [
    {
      label: 'rlimit NAME SOFT HARD',
      parameters: [
        ['NAME', ['Rlimit.kind'], message('as prlimit(1) calls it: nofile, nproc')],
        ['SOFT', ['Rlimit.soft'], message('what holds')],
        ['HARD', ['Rlimit.hard'], message('up to where it may be raised; the same if nothing is said')],
      ],
    },
  ],
  Mount: [
    { label: 'mount standard', parameters: [] },
    {
      label: 'mount KIND SOURCE at TARGET [OPTIONS]',
      parameters: [
        ['KIND', ['Mount.kind'], message('proc, sysfs, tmpfs, bind, overlay …')],
        ['SOURCE', ['Mount.source'], message('of a bind mount: what of the host, seen from this file')],
        ['TARGET', ['Mount.target'], message('where, inside')],
        ['OPTIONS', ['Option.key', 'Option.value'], message('as mount(8) has them: ro, nosuid, size=64M')],
      ],
    },
  ],
  Expect: [
    {
      label: 'expect NAME reaches PLACE port PORT within TIME',
      parameters: [
        SUBJECT,
        [
          'PLACE',
          ['Reaches.target', 'Reaches.address'],
          message('the other end: a netns, container, host or an address'),
        ],
        ['PORT', ['Reaches.port'], message('a TCP port there; a ping if nothing is said')],
        TIME,
      ],
    },
    {
      label: 'expect NAME listens PORT within TIME',
      parameters: [SUBJECT, ['PORT', ['Listens.port'], message('a TCP port of this place')], TIME],
    },
    {
      label: 'expect NAME processes COUNT within TIME',
      parameters: [SUBJECT, ['COUNT', ['Processes.count'], message('how many there are')], TIME],
    },
    {
      label: 'expect NAME exits STATUS within TIME',
      parameters: [SUBJECT, ['STATUS', ['Exits.status'], message('0 to 255; any if nothing is said')], TIME],
    },
    { label: 'expect NAME oom_killed within TIME', parameters: [SUBJECT, TIME] },
  ],
  Device: [
    {
      label: 'device FILE ACCESS',
      parameters: [
        ['FILE', ['Device.path'], message('a device of the host, in /dev')],
        ['ACCESS', ['Device.access'], message('r: read, w: write, m: make; rw if nothing is said')],
      ],
    },
  ],
  Vlan: [
    {
      label: 'vlan NAME parent LINK id ID',
      parameters: [
        ['NAME', ['Vlan.name'], message('what interfaces are on')],
        ['LINK', ['Vlan.parent'], message('a network card of the host')],
        ['ID', ['Vlan.vid'], message('the number of the VLAN: 1 to 4094')],
      ],
    },
  ],
};

const VALUE = ['KnobAtom.value', 'KnobAtom.key'] as const;

/** What the values of a file of a group are, in order. */
function knobForm(file: InterfaceFile, name: string): Form {
  const doc = message('{0}', file.doc);
  if (file.value === 'quota period') {
    return {
      label: `${name} = QUOTA PERIOD`,
      parameters: [
        ['QUOTA', VALUE, message('a share as 50% or 2 cpus, or µs in each period, or max')],
        ['PERIOD', VALUE, message('in µs; 100000 if nothing is said')],
      ],
    };
  }
  if (file.value.endsWith('by device')) {
    const limits = (file.keys ?? ['WEIGHT']).map((key) => (file.keys ? `${key}=…` : key)).join(' ');
    return {
      label: `${name} = DEVICE ${limits}`,
      parameters: [
        ['DEVICE', VALUE, message('a block device: /dev/sda or 8:0')],
        [limits, VALUE, doc],
      ],
    };
  }
  const what = file.words?.join('|') ?? file.value.toUpperCase().replace('|MAX', '|max');
  return { label: `${name} = ${what}`, parameters: [[what, VALUE, doc]] };
}

/** Tells which value of a statement is being written, and what it is. */
export class CspecSignatureHelpProvider implements SignatureHelpProvider {
  readonly signatureHelpOptions: SignatureHelpOptions = { triggerCharacters: [' ', '='] };
  readonly #cursors: Cursors;
  readonly #environment: Environment;

  constructor(services: LangiumServices, environment: Environment) {
    this.#cursors = new Cursors(services);
    this.#environment = environment;
  }

  provideSignatureHelp(document: LangiumDocument, { position }: SignatureHelpParams): SignatureHelp | undefined {
    const cursor = this.#cursors.at(document, position);
    const forms = cursor ? formsOf(cursor) : [];
    if (!cursor || forms.length === 0) return undefined;
    const active = forms.map((form) => activeIn(form, cursor));
    const wanted = forms.findIndex((form) => expectedIn(form, cursor) >= 0);
    const best = wanted >= 0 ? wanted : active.findIndex((at) => at !== undefined);
    if (best < 0) return undefined;
    const rule = STATEMENT_DOCS[cursor.rule ?? ''];
    return {
      activeSignature: best,
      activeParameter: active[best] ?? 0,
      signatures: forms.map(({ label, parameters }, at) => ({
        label,
        ...(rule && { documentation: this.#environment.render(rule.doc) }),
        parameters: parameters.map(([name, , doc]) => ({
          label: placeIn(label, name),
          documentation: this.#environment.render(doc),
        })),
        activeParameter: active[at] ?? 0,
      })),
    };
  }
}

function placeIn(label: string, name: string): [number, number] {
  const at = label.lastIndexOf(name);
  return [at, at + name.length];
}

function formsOf({ rule, words }: Cursor): readonly Form[] {
  if (rule !== 'Knob') return FORMS[rule ?? ''] ?? [];
  const key = words[0]?.text ?? '';
  const file = interfaceFile(key);
  return file && words.length > 1 ? [knobForm(file, key)] : [];
}

/** The first value of a form that may come next; −1: none. */
function expectedIn({ parameters }: Form, { expected }: Cursor): number {
  return parameters.findIndex(([, properties]) =>
    expected.some(({ property }) => property !== undefined && properties.includes(property)),
  );
}

/** The value that is written now: the first one that may come next; undefined where none may. */
function activeIn(form: Form, cursor: Cursor): number | undefined {
  const { parameters } = form;
  const { expected, words, rule } = cursor;
  if (rule === 'Knob') return Math.min(words.length - 2, parameters.length - 1);
  const at = expectedIn(form, cursor);
  if (at >= 0) return at;
  // Behind a value its word comes: `map ids 0 |to`.
  const last = words.findLast(({ property }) => property !== undefined)?.property;
  const written = parameters.findIndex(([, properties]) => last !== undefined && properties.includes(last));
  return written >= 0 && expected.length > 0 ? written : undefined;
}
