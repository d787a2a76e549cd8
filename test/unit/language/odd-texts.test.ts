import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AstUtils } from 'langium';
import { MAX_FOUND } from '../../../src/language/check/checker.ts';
import { isCgroup, isContainer, isHostname, isInterface, isNetns } from '../../../src/language/generated/ast.ts';
import { ancestorsOf, MAX_DEPTH } from '../../../src/language/knobs.ts';
import { MAX_LENGTH, MAX_TOKENS } from '../../../src/language/lexer.ts';
import { statementsOf } from '../../../src/language/spec-index.ts';
import { processorTime, TestLanguage } from '../../support/language.ts';
import { largeSpec } from '../../support/large-spec.ts';

/** Processor time, in ms, with that of the threads that collect garbage. */
const LIMIT_MS = 1000;
const DENSE_LIMIT_MS = 5000;
const MILLION = 1_000_000;
const MIB = 2 ** 20;

const language = new TestLanguage();

async function messagesOf(text: string): Promise<string[]> {
  const document = await language.open(text, '/odd.cspec');
  language.close(document);
  return (document.diagnostics ?? []).map(({ message }) => (typeof message === 'string' ? message : message.value));
}

/** As many as the lexer lets through. */
function many(piece: string, tokens: number): string {
  return piece.repeat(Math.floor(Math.min(MAX_LENGTH / piece.length, MAX_TOKENS / tokens)) - 10);
}

const TOO_LARGE = /^This file is too large/;

const LARGE: Readonly<Record<string, string>> = {
  '5 MiB of blanks': ' '.repeat(5 * MIB),
  '5 MiB of names': 'veth a\n'.repeat((5 * MIB) / 7),
  '5 MiB of a right file': largeSpec(1000).repeat(300),
  '5 MiB of NUL': '\0'.repeat(5 * MIB),
  'a million nested blocks with their heads': 'netns a { interface b { '.repeat(MILLION / 2),
  'a million { in a block': `netns a ${'{'.repeat(MILLION)}`,
  'a million [ in a list': `container a { mount b ${'['.repeat(MILLION)}`,
};

const DENSE: Readonly<Record<string, string>> = {
  NUL: many('\0', 0.1),
  quotes: many('"\n', 0.1),
  signs: many('+ ', 0.1),
  'comments alone': many('#\n', 0.1),
  'comments at elements': many('veth a#\n', 2),
  errors: many('netns ', 1),
  'errors in lists': many('netem [,', 3),
  elements: many('veth a\n', 2),
  'a long list': `container a { mount a [${many('a,', 2)}] }`,
  'a long setting': `cgroup a { b.c = ${many('1 ', 1)} }`,
  references: `container a { ${many('after a ', 2)} }`,
  expectations: `netns a host { ${'publish 80 to a port 80 '.repeat(5000)} } ${'expect a reaches host '.repeat(5000)} ${'expect host listens 80 '.repeat(5000)}`,
  'expectations of addresses': `${Array.from({ length: 3000 }, (_, at) => `netns n${at} { interface e { address 10.${at >> 8}.${at & 255}.1/24 } } `).join('')} ${Array.from({ length: 6000 }, (_, at) => `expect n0 reaches 10.${(at >> 8) & 15}.${at & 255}.9 `).join('')}`,
  'expectations of a container': `container a { ${'env a = "" '.repeat(5000)} } ${'expect a reaches host expect a processes 1 expect a oom_killed '.repeat(5000)}`,
  '{': many('{', 1),
  '[': many('[', 1),
  '}': many('}', 1),
};

describe('a file that is too large', () => {
  for (const [name, text] of Object.entries(LARGE)) {
    it(`is told so at once: ${name}`, async () => {
      let messages: readonly string[] = [];
      const took = await processorTime(async () => {
        messages = await messagesOf(text);
      });
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', TOO_LARGE);
      assert.ok(took < LIMIT_MS, `${took} ms`);
      assert.equal(language.format(text), text);
    });
  }
});

describe('a dense file', () => {
  for (const [name, text] of Object.entries(DENSE)) {
    it(`is read and formatted in bounded time: ${name}`, async () => {
      const read = await processorTime(async () => {
        const messages = await messagesOf(text);
        assert.ok(!messages.some((message) => TOO_LARGE.test(message)));
      });
      let formatted = '';
      const format = await processorTime(() => {
        formatted = language.format(text);
      });
      assert.ok(read < DENSE_LIMIT_MS && format < DENSE_LIMIT_MS, `${read} ms and ${format} ms`);
      assert.equal(language.format(formatted), formatted);
    });
  }
});

describe('profiles that come in by many ways', () => {
  it('are each counted once, where they come last', async () => {
    const levels = Array.from({ length: 40 }, (_, at) => [`a${at}`, `b${at}`].map((name) => profile(name, at)));
    const text = `${levels.flat().join('')}container c { use a39 use b39 }\n`;
    const document = await language.open(text, '/odd.cspec');
    const container = document.parseResult.value.elements.find(isContainer);
    assert.ok(container);
    const hostnames = statementsOf(container).filter(isHostname);
    assert.equal(hostnames.length, 80);
    assert.equal(hostnames.at(-1)?.value, 'b39');
    language.close(document);
  });

  /** One that uses both of the level below. */
  function profile(name: string, level: number): string {
    const uses = level > 0 ? `use a${level - 1} use b${level - 1}` : '';
    return `profile ${name} { ${uses} hostname ${name} }\n`;
  }
});

describe('groups below each other', () => {
  it('are looked at so far up that the time stays small', async () => {
    const groups = Array.from({ length: 2000 }, (_, at) => `cgroup g${at}${at > 0 ? ` in g${at - 1}` : ''} {}\n`);
    const document = await language.open(groups.join(''), '/odd.cspec');
    const found = document.parseResult.value.elements.filter(isCgroup).map((group) => ancestorsOf(group).length);
    assert.equal(found[100], 100);
    assert.equal(Math.max(...found), MAX_DEPTH);
    language.close(document);
  });
});

describe('a file with nothing but mistakes', () => {
  it('is told the first of them, and that there are more', async () => {
    const messages = await messagesOf('veth a\n'.repeat(5000));
    assert.equal(messages.length, MAX_FOUND + 1);
    assert.equal(messages.at(-1), `There are more problems: the first ${MAX_FOUND} are told.`);
  });
});

describe('odd characters', () => {
  it('are no mistake where they are blanks: CRLF, tabs, a byte order mark', async () => {
    assert.deepEqual(await messagesOf('\uFEFFnetns\ta\r\n{\r\n\t}\r\n'), await messagesOf('netns a\n{\n }\n'));
  });

  it('may stand in texts and comments', async () => {
    const text = 'container a {\n  command ["\0", "שלום", "\u202e"] # \0 ‮ שלום\n}\n';
    assert.deepEqual(await messagesOf(text), await messagesOf('container a {\n  command ["a"]\n}\n'));
  });

  it('are told once for each run of them', async () => {
    const messages = await messagesOf('netns a {}\n\0\0\0 שלום\n');
    assert.deepEqual(
      messages.filter((message) => message.endsWith('means nothing here.')),
      ['“\\x00\\x00\\x00” means nothing here.', '“שלום” means nothing here.'],
    );
  });
});

describe('two open files with the same names', () => {
  const text = 'veth cable\nnetns a { interface e on cable }\nnetns b { interface e on cable }\n';

  it('never see each other', async () => {
    const documents = [await language.open(text, '/one.cspec'), await language.open(text, '/two.cspec')];
    for (const document of documents) {
      const interfaces = AstUtils.streamAst(document.parseResult.value).filter(isInterface).toArray();
      assert.equal(interfaces.length, 2);
      for (const { wire } of interfaces) {
        assert.ok(wire?.ref);
        assert.equal(AstUtils.getDocument(wire.ref), document);
      }
      assert.deepEqual(document.diagnostics, []);
    }
    for (const document of documents) language.close(document);
  });

  it('do not lend a name that is missing', async () => {
    const one = await language.open(text, '/one.cspec');
    const two = await language.open('netns c { interface e on cable }\n', '/two.cspec');
    const [netns] = two.parseResult.value.elements.filter(isNetns);
    const [first] = netns?.body.filter(isInterface) ?? [];
    assert.equal(first?.wire?.ref, undefined);
    language.close(one);
    language.close(two);
  });
});
