import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LangiumDocument } from 'langium';
import { ResponseError, type WorkspaceEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TestLanguage } from '../../../support/language.ts';

const language = new TestLanguage();
const provider = language.cspec.lsp.RenameProvider;
let count = 0;

/** Opens a text and points at `|` in it. */
async function pointAt(marked: string) {
  const document = await language.open(marked.replace('|', ''), `/rename-${++count}.cspec`);
  const position = document.textDocument.positionAt(marked.indexOf('|'));
  return { document, params: { textDocument: { uri: document.textDocument.uri }, position } };
}

function applied({ textDocument }: LangiumDocument, edit: WorkspaceEdit | undefined): string {
  return TextDocument.applyEdits(textDocument, edit?.changes?.[textDocument.uri] ?? []);
}

/** The text after a rename at `|`, or the sentence that refuses it. */
async function renamed(marked: string, newName: string): Promise<string> {
  const { document, params } = await pointAt(marked);
  try {
    return applied(document, await provider?.rename(document, { ...params, newName }));
  } catch (error) {
    assert.ok(error instanceof ResponseError);
    return `refused: ${error.message}`;
  }
}

/** What an editor puts into its box. */
async function prepared(marked: string): Promise<unknown> {
  const { document, params } = await pointAt(marked);
  try {
    return await provider?.prepareRename(document, params);
  } catch (error) {
    assert.ok(error instanceof ResponseError);
    return error.message;
  }
}

const CASES: readonly (readonly [what: string, before: string, name: string, after: string])[] = [
  [
    'a wire, at its declaration',
    'veth ca|ble netns a { interface e on cable }',
    'w',
    'veth w netns a { interface e on w }',
  ],
  [
    'a wire, at a reference',
    'veth cable netns a { interface e on cable| }',
    'w',
    'veth w netns a { interface e on w }',
  ],
  [
    'a place, with what is expected of it',
    'netns |a netns b expect a reaches b expect b not reaches a port 80',
    'c',
    'netns c netns b expect c reaches b expect b not reaches c port 80',
  ],
  [
    'a place, with all that means it',
    'netns |a container c { join net of a } bridge b in a host { publish 80 to a port 80 }',
    'x-1',
    'netns x-1 container c { join net of x-1 } bridge b in x-1 host { publish 80 to x-1 port 80 }',
  ],
  [
    'a group',
    'cgroup g { } cgroup h in g| { } container c { cgroup g }',
    'x',
    'cgroup x { } cgroup h in x { } container c { cgroup x }',
  ],
  [
    'a profile',
    'profile p { } profile q { use p } container c { use |p }',
    'x',
    'profile x { } profile q { use x } container c { use x }',
  ],
  [
    'a container',
    'container |c { } container d { after c join net of c }',
    'x',
    'container x { } container d { after x join net of x }',
  ],
  [
    'an interface in its place only',
    'netns a { interface |e route 10.0.0.0/8 dev e nat from 10.0.0.0/8 via e } netns b { interface e nat from 10.0.0.0/8 via e }',
    'eth0',
    'netns a { interface eth0 route 10.0.0.0/8 dev eth0 nat from 10.0.0.0/8 via eth0 } netns b { interface e nat from 10.0.0.0/8 via e }',
  ],
  [
    'an interface where it stands as text',
    'netns a { interface e nat from 10.0.0.0/8 via |e }',
    'eth0',
    'netns a { interface eth0 nat from 10.0.0.0/8 via eth0 }',
  ],
  [
    'an interface of a profile in its containers',
    'profile p { interface |e nat from 10.0.0.0/8 via e } container c { use p nat from 10.1.0.0/16 via e } container d { nat from 10.1.0.0/16 via e }',
    'x',
    'profile p { interface x nat from 10.0.0.0/8 via x } container c { use p nat from 10.1.0.0/16 via x } container d { nat from 10.1.0.0/16 via e }',
  ],
  [
    'an interface of the host as a parent',
    'host { interface |e } macvlan m parent e',
    'x',
    'host { interface x } macvlan m parent x',
  ],
  [
    'no parent for an interface of a profile',
    'profile p { interface |e } macvlan m parent e',
    'x',
    'profile p { interface x } macvlan m parent e',
  ],
  [
    'a port of a bridge in its place',
    'netns a { interface |e } bridge b in a { port e } bridge c { port e }',
    'x',
    'netns a { interface x } bridge b in a { port x } bridge c { port e }',
  ],
  [
    'a bridge, where its address and routes are meant too',
    'bridge |b { address 10.0.0.1/24 } netns a { interface e on b } host { nat from 10.0.0.0/24 via b }',
    'lan',
    'bridge lan { address 10.0.0.1/24 } netns a { interface e on lan } host { nat from 10.0.0.0/24 via lan }',
  ],
  ['the environment', 'environment la|b netns lab', 'test', 'environment test netns lab'],
  [
    'to a word that may be a name',
    'netns |a container c { join net of a }',
    'user',
    'netns user container c { join net of user }',
  ],
  [
    'in a file with mistakes',
    'veth |w { nonsense 1 } netns a { interface e on w ',
    'x',
    'veth x { nonsense 1 } netns a { interface e on x ',
  ],
];

describe('rename changes', () => {
  for (const [what, before, name, after] of CASES) {
    it(what, async () => assert.equal(await renamed(before, name), after));
  }
});

const REFUSED: readonly (readonly [text: string, name: string, sentence: RegExp])[] = [
  ['netns |a netns b', 'b', /There is a netns b already/],
  ['veth |w cgroup g { }', 'g', /There is a cgroup g already/],
  ['netns a { interface |e interface f }', 'f', /a already has an interface f/],
  ['profile p { interface |e interface f }', 'f', /p already has an interface f/],
  ['profile p { interface |e } container c { use p interface f }', 'f', /c already has an interface f/],
  [
    'netns a container c { interface |e join net of d } container d { interface f }',
    'f',
    /d already has an interface f/,
  ],
  ['bridge |b host { interface e }', 'e', /host already has an interface e/],
  ['netns |a', 'route', /route is a word of the language/],
  ['netns |a', 'host', /host is the host itself/],
  ['netns |a', '', /A name begins with a letter/],
  ['netns |a', 'a b', /A name begins with a letter/],
  ['netns |a', '1a', /A name begins with a letter/],
  ['netns |a', 'a/b', /A name begins with a letter/],
  ['netns |a', '"a"', /A name begins with a letter/],
  ['netns |a', 'a ', /A name begins with a letter/],
  ['netns |a', 'a#', /A name begins with a letter/],
  ['netns |a', 'ä', /A name begins with a letter/],
  ['netns a { interface |e }', 'a234567890123456', /name of 15 bytes; a234567890123456 has 16/],
  ['netns a { interface |e }', 'lo', /already/],
  ['bridge |b', 'default', /no interface can have this name/],
  ['cgroup |g { }', 'memory.max', /name of a file of cgroups/],
  ['netns |a', 'n'.repeat(256), /longer than 255/],
];

describe('rename refuses', () => {
  for (const [text, name, sentence] of REFUSED) {
    it(`${name.slice(0, 20)} in ${text}`, async () => assert.match(await renamed(text, name), sentence));
  }
});

describe('before a rename', () => {
  it('the range and the present name are told', async () => {
    assert.deepEqual(await prepared('netns sf|o'), {
      range: { start: { line: 0, character: 6 }, end: { line: 0, character: 9 } },
      placeholder: 'sfo',
    });
  });

  const nothing: readonly (readonly [string, RegExp])[] = [
    ['ne|tns a', /^netns is no name/],
    ['veth w { mtu 15|00 }', /^1500 is no name/],
    ['host| { }', /^host is the host itself/],
    ['container c { join net of ho|st } host { }', /^host is the host itself/],
    ['container c { join n|et of a }', /^net is no name/],
    ['macvlan m parent eth|0', /^eth0 is no name that something in this file has/],
    ['netns a { interface e on mis|sing }', /^missing is no name/],
    ['netns a {| }', /no name/],
    ['|', /no name/],
    ['netns a\n\n|\n', /no name/],
    ['# a com|ment\nnetns a', /^There is no name here/],
  ];
  for (const [text, sentence] of nothing) {
    it(`a sentence tells why not: ${JSON.stringify(text)}`, async () =>
      assert.match(String(await prepared(text)), sentence));
  }
});
