import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask } from '../../../support/asking.ts';

/** The text with the hints in it, in `‹ ›`. */
async function hinted(text: string, lines?: readonly [number, number]): Promise<string> {
  const { services, document, textDocument } = await ask(text);
  const [first, last] = lines ?? [0, document.textDocument.lineCount];
  const range = { start: { line: first, character: 0 }, end: { line: last, character: 0 } };
  const hints = await services.lsp.InlayHintProvider?.getInlayHints(document, { textDocument, range });
  const sorted = (hints ?? []).toSorted(
    (a, b) => document.textDocument.offsetAt(b.position) - document.textDocument.offsetAt(a.position),
  );
  return sorted.reduce((result, { position, label }) => {
    const at = document.textDocument.offsetAt(position);
    return `${result.slice(0, at)}‹${typeof label === 'string' ? label : ''}›${result.slice(at)}`;
  }, text);
}

describe('inlay hints', () => {
  it('tell values as the kernel gets them', async () => {
    assert.equal(
      await hinted(
        'cgroup g { memory.max = 10M cpu.max = 50% pids.max = 5 memory.high = max io.latency = 8:0 target=5ms }',
      ),
      'cgroup g { memory.max = 10M‹= 10485760› cpu.max = 50%‹= 50000 100000› pids.max = 5 memory.high = max io.latency = 8:0 target=5ms‹= 8:0 target=5000› }',
    );
  });

  it('say nothing of values that are wrong', async () => {
    assert.equal(
      await hinted('cgroup g { memory.max = 10X nothing.at = 5M }'),
      'cgroup g { memory.max = 10X nothing.at = 5M }',
    );
  });

  it('tell the derived names of ports of bridges', async () => {
    assert.match(await hinted('bridge b netns a { interface e on b }'), /on b‹peer a-e-[0-9a-z]{5}› }$/);
    assert.doesNotMatch(await hinted('bridge b netns a { interface e on b { peer p } }'), /‹/);
    assert.doesNotMatch(await hinted('veth v netns a { interface e on v } netns c { interface e on v }'), /‹/);
  });

  it('tell the defaults of a container', async () => {
    assert.equal(await hinted('container x { }'), 'container x {‹capabilities default (14), no_new_privs on› }');
    assert.equal(
      await hinted('container x { capabilities none }'),
      'container x {‹no_new_privs on› capabilities none }',
    );
    assert.equal(
      await hinted('profile p { capabilities none no_new_privs off } container x { use p }'),
      'profile p { capabilities none no_new_privs off } container x { use p }',
    );
  });

  it('tell where something is mounted that does not say it', async () => {
    assert.equal(
      await hinted('profile p { mount proc mount sysfs at /s mount standard mount tmpfs }'),
      'profile p { mount proc‹at /proc› mount sysfs at /s mount standard mount tmpfs }',
    );
  });

  it('tell where a published port leads to', async () => {
    assert.equal(
      await hinted(
        'veth v host { publish 80 to a port 80 interface h on v } netns a { interface e on v { address 10.0.0.2/24 } }',
      ),
      'veth v host { publish 80 to a‹10.0.0.2› port 80 interface h on v } netns a { interface e on v { address 10.0.0.2/24 } }',
    );
  });

  it('tell how long is waited for what is expected', async () => {
    assert.equal(
      await hinted('netns a expect a listens 80 expect a listens 81 within 1s expect a not listens 82 expect a'),
      'netns a expect a listens 80‹within 5s› expect a listens 81 within 1s expect a not listens 82 expect a',
    );
  });

  it('are those of the lines that are asked for', async () => {
    const text = 'cgroup g { memory.max = 1K }\ncgroup h { memory.max = 1K }\n';
    assert.equal(await hinted(text, [1, 2]), 'cgroup g { memory.max = 1K }\ncgroup h { memory.max = 1K‹= 1024› }\n');
  });
});
