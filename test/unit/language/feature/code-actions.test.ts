import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LangiumDocument } from 'langium';
import { CancellationToken, type CodeAction, type CodeActionContext } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TestLanguage } from '../../../support/language.ts';

const language = new TestLanguage();
const provider = language.cspec.lsp.CodeActionProvider;
let count = 0;

interface Offer {
  readonly document: LangiumDocument;
  readonly actions: readonly CodeAction[];
}

/** What is offered for the part between `«` and `»`, or at `|`. */
async function offer(marked: string, context: Partial<CodeActionContext> = {}): Promise<Offer> {
  const document = await language.open(marked.replace(/[«»|]/g, ''), `/action-${++count}.cspec`);
  const begin = Math.max(marked.indexOf('«'), marked.indexOf('|'), 0);
  const end = marked.includes('»') ? marked.indexOf('»') - 1 : begin;
  const { textDocument } = document;
  const range = { start: textDocument.positionAt(begin), end: textDocument.positionAt(end) };
  const params = {
    textDocument: { uri: textDocument.uri },
    range,
    context: { diagnostics: document.diagnostics ?? [], ...context },
  };
  const actions = await provider?.getCodeActions(document, params, CancellationToken.None);
  return { document, actions: (actions ?? []) as CodeAction[] };
}

function textAfter({ textDocument }: LangiumDocument, action: CodeAction | undefined): string {
  return TextDocument.applyEdits(textDocument, action?.edit?.changes?.[textDocument.uri] ?? []);
}

/** The text after the action whose title begins so; undefined when it is not offered. */
async function done(marked: string, title: string, context?: Partial<CodeActionContext>): Promise<string | undefined> {
  const { document, actions } = await offer(marked, context);
  const action = actions.find((each) => each.title.startsWith(title));
  return action && textAfter(document, action);
}

async function titles(marked: string, only?: string[]): Promise<string[]> {
  const { actions } = await offer(marked, only ? { only } : {});
  return actions.map(({ title }) => title);
}

const TWICE = 'container c {\n  rootfs host\n  hostname| a\n  hostname b\n}\n';

describe('a repair', () => {
  it('is a quick fix with what it repairs, preferred', async () => {
    const { document, actions } = await offer(TWICE);
    const fix = actions.find(({ title }) => title === 'Remove this one');
    assert.equal(fix?.kind, 'quickfix');
    assert.equal(fix?.isPreferred, true);
    assert.deepEqual(
      fix?.diagnostics?.map(({ code }) => code),
      ['N08'],
    );
    assert.ok(document.diagnostics?.includes(fix?.diagnostics?.[0] as never), 'as the client knows it');
    assert.equal(textAfter(document, fix), 'container c {\n  rootfs host\n  hostname b\n}\n');
  });

  it('is offered where the client tells nothing of diagnostics', async () => {
    const { actions } = await offer(TWICE, { diagnostics: [] });
    assert.equal(actions[0]?.diagnostics?.[0]?.code, 'N08');
  });

  it('is not offered elsewhere', async () => {
    const offered = await titles('container c {\n  rootfs| host\n  hostname a\n  hostname b\n}\n');
    assert.ok(!offered.includes('Remove this one'));
  });

  it('declares what is missing', async () => {
    const text = 'netns a { interface e on w| }';
    assert.equal(await done(text, 'Declare bridge w'), 'bridge w\n\nnetns a { interface e on w }');
    assert.equal(await done(text, 'Declare veth w'), 'veth w\n\nnetns a { interface e on w }');
  });

  it('has the ends of lines of the file', async () => {
    const text = 'netns a {\r\n  interface e on w|\r\n}\r\n';
    assert.equal(await done(text, 'Declare bridge w'), 'bridge w\r\n\r\nnetns a {\r\n  interface e on w\r\n}\r\n');
  });
});

describe('a comment that ignores', () => {
  it('stands above the line with its indent, and silences', async () => {
    const text = await done(TWICE, 'Ignore N08 here');
    assert.equal(text, 'container c {\n  rootfs host\n  # cspec-ignore N08\n  hostname a\n  hostname b\n}\n');
    const { document } = await offer(text ?? '');
    assert.ok(!document.diagnostics?.some(({ code }) => code === 'N08'));
  });

  it('is added to the one that is there', async () => {
    const text = 'container c {\n  rootfs host\n  # cspec-ignore C04\n  hostname| a\n  hostname b\n}\n';
    assert.match((await done(text, 'Ignore N08 here')) ?? '', /^ {2}# cspec-ignore C04 N08\n {2}hostname a$/m);
  });

  it('is possible in the first line', async () => {
    const text = await done('netns a { interface e on w| }', 'Ignore N02 here');
    assert.equal(text, '# cspec-ignore N02\nnetns a { interface e on w }');
  });

  it('is not offered for what the parser says', async () => {
    assert.ok(!(await titles('netns a { nonsense| }')).some((title) => title.startsWith('Ignore N09')));
  });
});

describe('all of one code', () => {
  const text = 'cgroup g {\n  memory.max| = 1M\n  memory.max = 2M\n  memory.max = 100M\n}\nnetns a { hostname }\n';
  it('is repaired at once', async () => {
    assert.equal(await done(text, 'Repair all of N08'), 'cgroup g {\n  memory.max = 100M\n}\nnetns a { hostname }\n');
  });
  it('is not offered for one', async () => assert.equal(await done(TWICE, 'Repair all'), undefined));
});

describe('source.fixAll', () => {
  const only = ['source.fixAll'];
  const all = (text: string) => done(text, 'Repair all that can', { only });

  it('repairs one after another until nothing is left, also what clashes', async () => {
    const before =
      'bridge lan { address 10.0.0.1/24 }\n' +
      'netns a { interface e on lna { address 10.0.0.1/24 } }\n' +
      'netns b { interface e on lan { address 10.0.0.1/24 } }\n' +
      'netns b { interface e on lan { address 10.0.0.1/24 } }\n';
    const after = await all(before);
    assert.ok(after);
    const { document } = await offer(after);
    const left = language.cspec.validation.DocumentValidator.findings(document);
    assert.deepEqual(
      left.filter(({ fixes }) => fixes?.some(({ preferred }) => preferred)).map(({ check }) => check.code),
      [],
    );
    assert.equal(new Set(after.match(/10\.0\.0\.\d+/g)).size, 4);
    assert.match(after, /netns b-2/);
  });

  it('repairs the words that hid other mistakes', async () => {
    assert.equal(
      await all('netsn a { interface e on lan }\nnetns b { interface e on lna }\nbridge lan\n'),
      'netns a { interface e on lan }\nnetns b { interface e on lan }\nbridge lan\n',
    );
  });

  it('is not offered when there is nothing to do, nor when nobody asks for it', async () => {
    assert.equal(await all('netns a\n'), undefined);
    assert.ok(!(await titles(TWICE)).includes('Repair all that can be repaired'));
  });

  it('is the only thing offered when only it is wanted', async () => {
    assert.deepEqual(await titles(TWICE, only), ['Repair all that can be repaired']);
    assert.deepEqual(await titles(TWICE, ['source.fixAll.other']), []);
  });

  it('leaves the rest of the text as it is', async () => {
    const { actions } = await offer('cgroup g {\n  pids.max = 1\n  pids.max = 2\n}\n', { only });
    const [edits = []] = Object.values(actions[0]?.edit?.changes ?? {});
    const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
    assert.deepEqual(edits, [{ range, newText: '' }]);
  });
});

describe('a profile', () => {
  it('is made of selected statements', async () => {
    const text = '# Web.\ncontainer web {\n  rootfs host\n«  # Names.\n  hostname web\n  env A = "1"\n»  user 0\n}\n';
    assert.equal(
      await done(text, 'Extract profile'),
      'profile web-profile-1 {\n  # Names.\n  hostname web\n  env A = "1"\n}\n\n# Web.\ncontainer web {\n  rootfs host\n  use web-profile-1\n  user 0\n}\n',
    );
  });

  it('is made within one line', async () => {
    assert.equal(
      await done('container c { rootfs host «hostname a» user 0 }', 'Extract profile'),
      'profile c-profile-1 { hostname a }\n\ncontainer c { rootfs host use c-profile-1 user 0 }',
    );
  });

  it('comes after the others, so that it wins', async () => {
    assert.equal(
      await done('profile p { hostname b }\ncontainer c {\n  «hostname a»\n  use p\n}\n', 'Extract profile'),
      'profile p { hostname b }\nprofile c-profile-1 {\n  hostname a\n}\n\ncontainer c {\n  use p\n  use c-profile-1\n}\n',
    );
  });

  const not = [
    'container c { hostname| a }',
    'container c { mount proc at /proc «mount tmpfs at /tmp» }',
    'container c { interface e «route 10.0.0.0/8 dev e» }',
    'netns a { «interface e» }',
    'container c { «hostname a } container d { hostname» b }',
    '«»',
    'container c { «hostname a',
  ];
  for (const text of not) {
    it(`is not made of ${text}`, async () => assert.equal(await done(text, 'Extract profile'), undefined));
  }

  it('is put in the place of its use', async () => {
    assert.equal(
      await done(
        'profile p {\n  hostname b\n  limits {\n    pids.max = 5\n  } # so\n}\ncontainer c {\n    use| p\n    user 0\n}\n',
        'Put the statements',
      ),
      'profile p {\n  hostname b\n  limits {\n    pids.max = 5\n  } # so\n}\ncontainer c {\n    hostname b\n    limits {\n      pids.max = 5\n    } # so\n    user 0\n}\n',
    );
  });

  for (const text of [
    'profile p { hostname b } container c { use| p hostname a }',
    'profile p { hostname b } container c { user 0 use| p }',
    'profile p { hostname b } profile q { user 0 } container c { use| p use q }',
    'profile p { } container c { use| p }',
    'profile p { use| p hostname a }',
    'profile p { hostname a container c { use| p',
  ]) {
    it(`is not put in its place where the meaning would change: ${text}`, async () =>
      assert.equal(await done(text, 'Put the statements'), undefined));
  }
});

describe('a veth pair', () => {
  it('becomes a bridge', async () => {
    const text = 'veth |w { mtu 1400 } netns a { interface e on w }';
    assert.equal(await done(text, 'Turn veth w'), 'bridge w { mtu 1400 } netns a { interface e on w }');
  });
  it('becomes one from where it is used', async () => {
    assert.equal(
      await done('veth w netns a { interface e on |w }', 'Turn veth w'),
      'bridge w netns a { interface e on w }',
    );
  });
  for (const text of [
    'veth |w { netem [delay=1ms] }',
    'veth |a234567890123456',
    'veth |w host { interface w }',
    'bridge |w',
    'veth |',
  ]) {
    it(`does not, as it cannot: ${text}`, async () => assert.equal(await done(text, 'Turn veth'), undefined));
  }
});

describe('actions', () => {
  it('are those that are wanted', async () => {
    const text = 'veth |w { mtu 1500 mtu 1400 }';
    for (const only of [['quickfix'], ['refactor'], ['refactor.rewrite'], ['source']] as const) {
      const { actions } = await offer(text, { only: [...only] });
      assert.ok(actions.length > 0, String(only));
      for (const { kind } of actions) assert.ok(kind?.startsWith(only[0] ?? ''), `${kind} for ${only[0]}`);
    }
  });

  it('are refused for a text that is not parsed yet', async () => {
    const { document } = await offer(TWICE);
    TextDocument.update(document.textDocument, [{ text: 'netns a' }], 2);
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const params = { textDocument: { uri: document.textDocument.uri }, range, context: { diagnostics: [] } };
    await assert.rejects(async () => provider?.getCodeActions(document, params), /The file has been changed/);
  });
});
