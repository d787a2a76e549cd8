import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MarkupContent } from 'vscode-languageserver-protocol';
import { TestLanguage } from '../../../support/language.ts';

const language = new TestLanguage();
let count = 0;

/** What is shown with the pointer at `|`; empty when nothing is. */
async function hoverAt(marked: string): Promise<string> {
  const offset = marked.indexOf('|');
  const document = await language.open(marked.replace('|', ''), `/hover-${++count}.cspec`);
  const position = document.textDocument.positionAt(offset);
  const params = { textDocument: { uri: document.uri.toString() }, position };
  const hover = await language.cspec.lsp.HoverProvider?.getHoverContent(document, params);
  return hover && MarkupContent.is(hover.contents) ? hover.contents.value : '';
}

describe('hover tells', () => {
  it('what a name is, with the comment above it, and who is on it', async () => {
    const text = await hoverAt(
      '# Joins *two* namespaces.\nveth cable\nnetns a { interface e0 on ca|ble { address 10.0.0.1/24 } }\n',
    );
    assert.equal(
      text,
      '`veth cable`\n\nJoins \\*two\\* namespaces.\n\n- Network: `10.0.0.0/24`\n\n- `a e0 10.0.0.1/24`',
    );
  });

  it('what an expectation is, and whose it is', async () => {
    assert.match(
      await hoverAt('netns a exp|ect a listens 80'),
      /^`expect NAME \[not\] … \[within TIME\]`\n\nWhat is tested/,
    );
    assert.match(await hoverAt('netns a expect a lis|tens 80'), /^`listens PORT`\n\nA program listens/);
    assert.match(await hoverAt('netns a expect a oom_|killed'), /^`oom_killed`\n\nThe kernel has killed/);
    assert.match(await hoverAt('netns a expect |a listens 80'), /^`netns a`/);
  });

  it('the same at the declaration', async () => {
    assert.match(await hoverAt('netns sf|o\n'), /^`netns sfo`/);
  });

  it('what a cgroup file is, and what is written into it', async () => {
    const text = await hoverAt('cgroup g { memory.m|ax = 10M }');
    assert.match(text, /^`memory\.max`\n\nHard limit/);
    assert.match(text, /- Written: `10485760`/);
    assert.match(text, /- In cgroup v1: `memory\.limit_in_bytes`/);
  });

  it('the same at the value', async () => {
    assert.match(await hoverAt('cgroup g { cpu.max = 5|0% }'), /- Written: `50000 100000`/);
  });

  it('the network of an address', async () => {
    assert.match(await hoverAt('netns a { interface e { address 10.0|.3.7/22 } }'), /In the network 10\.0\.0\.0\/22/);
  });

  it('what holds in the end, when a group above allows less', async () => {
    const text =
      'cgroup a { pids.max = 100 memory.max = 64M } cgroup b in a { memory.max = 32M } container c { cgroup b limits { WORD } }';
    const at = (word: string) => hoverAt(text.replace('WORD', word));
    assert.match(await at('memory.m|ax = 1G'), /- Written: `1073741824`\n- Holds: `32M`, the limit of `b` above/);
    assert.match(await at('pids.max = m|ax'), /- Written: `max`\n- Holds: `100`, the limit of `a` above/);
    assert.doesNotMatch(await at('memory.m|ax = 16M'), /Holds/);
    assert.doesNotMatch(await at('cpu.wei|ght = 16'), /Holds/);
  });

  it('what a file of cgroup v1 is, and what stands for it', async () => {
    const text = await hoverAt('cgroup g { memory.limit_|in_bytes = 5M }');
    assert.match(text, /^`memory\.limit_in_bytes`\n\nHard limit of memory/);
    assert.match(text, /- In cgroup v2: `memory\.max`/);
  });

  const WEB =
    'bridge lan in r { address 10.0.0.1/24 }\nnetns r { sysctl net.ipv4.ip_forward = 1 }\n' +
    'profile base { rootfs ./root namespaces [net, mnt] capabilities default }\ncgroup all { pids.max = 9 }\n' +
    'container web { use base cgroup all hostname w limits { pids.max = 5 } mount proc rlimit nofile 9\n' +
    '  interface eth0 on lan { address 10.0.0.2/24 gateway 10.0.0.1 } command ["sh", "-c", "a b"] }\n' +
    'netns other { route 10.0.0.0/16 via 10.9.0.1 join }\n';
  for (const [before, after, ...told] of [
    ['bridge l', 'an', '`bridge lan`', '- Network: `10.0.0.0/24`', '- `r lan 10.0.0.1/24`', '- `web eth0 10.0.0.2/24`'],
    ['interface e', 'th0', '- Place: `web`', '- Wire: `lan`', '`10.0.0.2/24` (10.0.0.0/24)', /- Other end: `\S{1,15}`/],
    [
      'container w',
      'eb',
      '- Command: `sh -c "a b"`',
      '- Root: `./root`',
      '- Namespaces: `net`, `mnt`',
      '- Group: `all`',
    ],
    ['container ', 'web', '- Hostname: `w`', '- Limits: `pids.max = 5`', '- `eth0 on lan 10.0.0.2/24`'],
    ['cgroup a', 'll {', '- Limits: `pids.max = 9`', '- In it: `web`'],
    ['profile b', 'ase', '- Used by: `web`'],
    ['netns r', ' {', '`netns r`', '- `lan 10.0.0.1/24`'],
    ['gateway 1', '0.0.0.1', 'An address of `r`.'],
    ['route 1', '0.0.0.0/16', '- Wires: `lan`'],
    ['[n', 'et', 'interfaces, addresses, routes'],
    ['capabilities d', 'efault', '`CAP_CHOWN`'],
    ['mount p', 'roc', '- At: `/proc`', '`hidepid`'],
    ['rlimit n', 'ofile', 'open files'],
    ['sysctl n', 'et', 'be a router', 'Each net namespace has its own.'],
    ['us', 'e base', '`use PROFILE`'],
  ] as const) {
    it(`what is at ${before}|${after}`, async () => {
      const text = await hoverAt(WEB.replace(before + after, `${before}|${after}`));
      for (const each of told) {
        if (typeof each === 'string') assert.ok(text.includes(each), text);
        else assert.match(text, each);
      }
    });
  }

  it('what a capability permits', async () => {
    assert.match(await hoverAt('container c { capabilities [CAP_NET|_RAW] }'), /raw and packet sockets/);
  });

  for (const text of ['', '|', 'cgroup g { what.ever| = 1 }', 'netns |', 'container c { cgroup no|body }', '{|']) {
    it(`nothing at ${JSON.stringify(text)}`, async () => assert.equal(await hoverAt(text || '|'), ''));
  }
});
