import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import type { Found } from '../../../src/language/check/checker.ts';
import { applyEdits, parseCspec } from '../../support/cspec.ts';

interface Case {
  /** With `«` and `»` around the first thing that cannot be read. */
  readonly text: string;
  readonly message: string;
  readonly code?: string;
  /** The text after the first repair; undefined: there is none. */
  readonly fixed?: string;
}

const CASES: readonly Case[] = [
  // Signs of other languages.
  { text: 'container a { rootfs«:» host }', message: ': does not belong here.', fixed: 'container a { rootfs host }' },
  {
    text: 'container a { hostname «=» b }',
    message: '= does not belong here.',
    fixed: 'container a { hostname b }',
  },
  {
    text: 'netns a { interface e on w«;» }',
    message: 'Statements need no ; at their end.',
    fixed: 'netns a { interface e on w }',
  },
  {
    text: 'netns a { interface e on w«,» }',
    message: ', does not belong here.',
    fixed: 'netns a { interface e on w }',
  },
  {
    text: 'cgroup g { memory.max«:» 10M }',
    message: '= stands here, not :.',
    fixed: 'cgroup g { memory.max = 10M }',
  },
  { text: '«//» a comment\nnetns a', message: 'Comments begin with #.', fixed: '# a comment\nnetns a' },
  { text: "netns a { dns «'»1.1.1.1' }", message: 'Texts stand in double quotes: "…"' },
  { text: 'netns a { «\0\u202e» }', message: '“\\x00\\u{202e}” means nothing here.', fixed: 'netns a {  }' },
  // Quotes, brackets, commas.
  {
    text: 'container a { env A = «x» }',
    message: 'A text stands in quotes: "x"',
    fixed: 'container a { env A = "x" }',
  },
  {
    text: 'container a { workdir «"/srv"» }',
    message: 'No quotes are needed here: /srv',
    fixed: 'container a { workdir /srv }',
  },
  {
    text: 'container a { command «"sh"» "-c" "ls # x" }',
    message: 'A list stands in brackets: ["sh", "-c", "ls # x"]',
    fixed: 'container a { command ["sh", "-c", "ls # x"] }',
  },
  {
    text: 'container a { command «sh» hostname x }',
    message: 'A list stands in brackets: ["sh"]',
    fixed: 'container a { command ["sh"] hostname x }',
  },
  {
    text: 'container a {\n  command «/bin/httpd» www 80 # server\n}',
    message: 'A list stands in brackets: ["/bin/httpd", "www", "80"]',
    fixed: 'container a {\n  command ["/bin/httpd", "www", "80"] # server\n}',
  },
  {
    text: 'container a { rootfs «images»/web [ro] }',
    message: 'A path begins with ./ or /: ./images/web',
    fixed: 'container a { rootfs ./images/web [ro] }',
  },
  {
    text: 'container a { mount «./site» at /srv }',
    message: 'A mount begins with its kind: mount bind ./site',
    fixed: 'container a { mount bind ./site at /srv }',
  },
  {
    text: 'container a { namespaces «pid», net }',
    message: 'A list stands in brackets: [pid, net]',
    fixed: 'container a { namespaces [pid, net] }',
  },
  {
    text: 'container a { namespaces [pid «net»] }',
    message: 'A comma is missing before net.',
    fixed: 'container a { namespaces [pid, net] }',
  },
  // Words that are missing, are other ones, or stand elsewhere.
  {
    text: 'host { nat «10.0.0.0/8» via default }',
    message: 'Expected from here, not 10.0.0.0/8: nat from NETWORK via INTERFACE|default',
    fixed: 'host { nat from 10.0.0.0/8 via default }',
  },
  {
    text: 'host { publish 80 to web«:80» }',
    message: 'Expected port here, not :80: publish PORT to PLACE port PORT',
    fixed: 'host { publish 80 to web port 80 }',
  },
  {
    text: 'container a { env A «"x"» }',
    message: 'Expected = here, not "x": env NAME = "VALUE"',
    fixed: 'container a { env A = "x" }',
  },
  {
    text: 'netns a { interface e { address «}» }',
    message: 'Expected an address here, not }: address ADDRESS/LENGTH',
  },
  {
    text: 'container a { user «root» }',
    message: 'Expected a number or a network here, not root: user UID[:GID]',
  },
  {
    text: 'netns a { interface e { «ip» 10.0.0.1/24 } }',
    message: 'ip is not known here. Did you mean address?',
    fixed: 'netns a { interface e { address 10.0.0.1/24 } }',
  },
  {
    text: 'container a { mount bind ./a «to» /b }',
    message: 'to is not known here. Did you mean at?',
    fixed: 'container a { mount bind ./a at /b }',
  },
  {
    text: 'cgroup g { «memory» = 10M }',
    message: 'memory is not known here. Did you mean memory.max?',
    fixed: 'cgroup g { memory.max = 10M }',
  },
  {
    text: 'bridge b «10.0.0.1/24»',
    message: 'An address stands in the block: { address 10.0.0.1/24 }',
    fixed: 'bridge b { address 10.0.0.1/24 }',
  },
  { text: 'netns a { «address» 10.0.0.1/24 }', message: 'address cannot stand here, but in an interface, a bridge.' },
  {
    text: 'netns a { route «default» via 10.0.0.1 }',
    message: 'The default route stands in an interface: gateway ADDRESS',
    fixed: 'netns a { route 0.0.0.0/0 via 10.0.0.1 }',
  },
  {
    text: 'netns a { «net.ipv4.ip_forward» = 1 }',
    message: 'net.ipv4.ip_forward is a sysctl: sysctl net.ipv4.ip_forward = VALUE',
    fixed: 'netns a { sysctl net.ipv4.ip_forward = 1 }',
  },
  {
    text: 'container a {\n  «memory.max» = 10M\n  rootfs host\n}',
    message: 'memory.max is a file of the group of the container: it stands in limits.',
    fixed: 'container a {\n  limits { memory.max = 10M }\n  rootfs host\n}',
  },
  {
    text: 'container a {\n  limits { pids.max = 20 }\n  «memory.max» = 10M\n}',
    message: 'memory.max is a file of the group of the container: it stands in limits.',
    fixed: 'container a {\n  limits { pids.max = 20 memory.max = 10M }\n}',
  },
  // Expectations.
  {
    text: 'netns a netns b expect a «reach» b',
    message: 'reach is not known here. Did you mean reaches?',
    fixed: 'netns a netns b expect a reaches b',
  },
  {
    text: 'netns a «assert» a listens 80',
    message: 'assert is not known here. Did you mean expect?',
    fixed: 'netns a expect a listens 80',
  },
  {
    text: 'netns a expect a listens «http»',
    message: 'Expected a number here, not http: listens PORT',
  },
  {
    text: 'container a {\n  rootfs host\n\n«expect» a exits 0',
    message: 'expect cannot stand in a block. Is a } missing before it?',
    fixed: 'container a {\n  rootfs host\n}\n\nexpect a exits 0',
  },
  { text: 'netns a\n«environment» b', message: 'environment stands once, at the beginning of the file.' },
  { text: 'netns a { } «}»', message: 'No { belongs to this }.' },
  {
    text: 'container a {\n  rootfs host\n\n«netns» b { }',
    message: 'netns cannot stand in a block. Is a } missing before it?',
    fixed: 'container a {\n  rootfs host\n}\n\nnetns b { }',
  },
  { text: 'netns a «{»', message: 'The file ends too early: } is missing.' },
  // Names.
  {
    text: 'netns «a/b» { }',
    code: 'N04',
    message: 'a/b cannot be a name: that is made of letters, digits and - _ .',
    fixed: 'netns a-b { }',
  },
  { text: 'netns «..» { }', code: 'N04', message: '.. cannot be a name.' },
  {
    text: 'netns «1a» { }',
    code: 'N04',
    message: '1a cannot be a name: that begins with a letter.',
    fixed: 'netns netns-1a { }',
  },
  { text: 'container «"a"» { }', code: 'N04', message: 'Names stand without quotes.', fixed: 'container a { }' },
  {
    text: 'netns a { interface «eth0:1» on w }',
    code: 'I01',
    message: 'eth0:1 cannot be a name: that is made of letters, digits and - _ .',
    fixed: 'netns a { interface eth0-1 on w }',
  },
];

function syntaxOf(findings: readonly Found[]): Found[] {
  return findings.filter(({ isSyntax }) => isSyntax);
}

describe('what cannot be read', () => {
  for (const { text: marked, message, code = 'N09', fixed } of CASES) {
    it(`is explained: ${JSON.stringify(marked)}`, async () => {
      const text = marked.replace(/[«»]/g, '');
      const [found] = syntaxOf((await parseCspec(text)).findings);
      assert.ok(found);
      assert.equal(formatMessage(found.message), message);
      assert.deepEqual([found.check.code, text.slice(found.offset, found.end)], [code, /«([^]*)»/.exec(marked)?.[1]]);
      const [fix] = found.fixes ?? [];
      const repaired = fix && applyEdits(text, fix.edits);
      assert.equal(repaired, fixed);
      if (repaired !== undefined) assert.deepEqual(syntaxOf((await parseCspec(repaired)).findings), []);
    });
  }
});

const BEFORE = 'bridge one { address 10.0.0.1/24 }\n';
const AFTER = '\nnetns three { interface eth0 on one { address 10.0.0.3/24 } }\ncgroup four { pids.max = 9 }\n';

/** Blocks with one mistake each. */
const DAMAGED: readonly string[] = [
  'netns two { interface }',
  'netns two { interface e on }',
  'netns two { interface e on one { address } }',
  'netns two { interface e on one { address 10.0.0.2/24 }',
  'netns two { interface e on one { address 10.0.0.2/24 } } }',
  'netns two { interface e onn one }',
  'netns two { inter e on one }',
  'netns two { interface: e }',
  'netns two { route via 10.0.0.1 }',
  'container two { rootfs }',
  'container two { rootfs: host }',
  'container two { command ["sh }',
  'container two { command ["sh" }',
  'container two { command [sh] }',
  'container two { namespaces [pid net] }',
  'container two { namespaces [pid, }',
  'container two { limits { memory.max 10M } }',
  'container two { limits { memory.max = } }',
  'container two { env A = }',
  'container two { map ids 0 to 100000 }',
  'container two { mount }',
  'container two { hostname two; user 0; }',
  'container two hostname two }',
  'netns two expect',
  'netns two expect two',
  'netns two expect two reaches',
  'netns two expect two reaches one port',
  'netns two expect two not',
  'netns two expect two listens',
  'netns two expect two listens 80 within',
  'netns two expect not two listens 80',
];

describe('a damaged block', () => {
  for (const block of DAMAGED) {
    it(`costs nothing but itself: ${block}`, async () => {
      const { document, findings } = await parseCspec(BEFORE + block + AFTER);
      const names = document.parseResult.value.elements.map(({ name }) => name);
      for (const name of ['one', 'two', 'three', 'four']) assert.ok(names.includes(name), names.join(' '));
      const errors = syntaxOf(findings);
      assert.ok(
        errors.length > 0 && errors.length <= 2,
        errors.map(({ message }) => formatMessage(message)).join('\n'),
      );
      const end = BEFORE.length + block.length;
      const elsewhere = findings.filter(({ offset, check }) => offset > end + 8 && check.code !== 'N05');
      assert.deepEqual(
        elsewhere.map(({ message }) => formatMessage(message)),
        [],
      );
    });
  }
});
