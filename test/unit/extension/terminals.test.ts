import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import { Company } from '../../../src/extension/terminals/company.ts';
import { EscapeState } from '../../../src/extension/terminals/escape-state.ts';
import { ScreenFlow } from '../../../src/extension/terminals/screen-flow.ts';
import { scriptCommand } from '../../../src/extension/terminals/script-command.ts';
import type { Process } from '../../../src/model/process.ts';
import { aNamespace, aProcess, aSnapshot } from '../../support/snapshots.ts';

describe('text for a screen', () => {
  const ROWS: readonly (readonly [text: string, whole: boolean])[] = [
    ['plain', true],
    ['\u001b', false],
    ['\u001b[', false],
    ['\u001b[1;3', false],
    ['\u001b[1;31m', true],
    ['\u001b[1;31mred', true],
    ['\u001b[?25l\u001b[2', false],
    ['\u001b(B', true],
    ['\u001b(', false],
    ['\u001bc', true],
    ['\u001b]0;title', false],
    ['\u001b]0;title\u0007', true],
    ['\u001b]0;title\u001b', false],
    ['\u001b]0;title\u001b\\', true],
    ['\u001bPq#0\n#1', false],
    ['\u001bPq#0\u0018', true],
    ['\u001b]8;;http://x\u0007link\u001b]8;;\u0007', true],
  ];
  for (const [text, whole] of ROWS) {
    it(`${JSON.stringify(text)} is ${whole ? 'whole' : 'not whole'}, in one piece and in single characters`, () => {
      const [once, slowly] = [new EscapeState(), new EscapeState()];
      once.follow(text);
      for (const sign of text) slowly.follow(sign);
      assert.deepEqual([once.whole, slowly.whole], [whole, whole]);
    });
  }
});

/** A screen that answers the questions it is shown when it is told to. */
class Screen {
  shown = '';
  taken = 0;
  readonly flow = new ScreenFlow({
    show: (text) => {
      this.shown += text;
    },
    taken: (count) => {
      this.taken += count;
    },
  });

  get questions(): number {
    return this.shown.split('\u001b[?7331$p').length - 1;
  }

  answer(): string {
    return this.flow.typed('\u001b[?7331;0$y');
  }
}

const PIECE = 'x'.repeat(128 * 1024);

describe('a screen', () => {
  it('that answers has taken what came before the question', () => {
    const screen = new Screen();
    screen.flow.write(PIECE);
    assert.equal(screen.answer(), '');
    const { taken } = screen;
    for (let at = 0; at < 3; at++) screen.flow.write(PIECE);
    assert.equal(screen.taken, taken);
    for (let at = 1; at <= 3; at++) {
      screen.answer();
      assert.equal(screen.taken, taken + at * PIECE.length);
    }
  });

  it('that never answers is taken for fast', () => {
    const screen = new Screen();
    for (let at = 0; at < 5; at++) screen.flow.write(PIECE);
    assert.equal(screen.taken, 5 * PIECE.length);
  });

  it('is asked nothing while little is shown, and never inside of a sequence', () => {
    const screen = new Screen();
    for (let at = 0; at < 100; at++) screen.flow.write('prompt$ ');
    assert.equal(screen.questions, 0);
    screen.flow.write(`${PIECE}\u001b[3`);
    assert.equal(screen.questions, 0);
    screen.flow.write('1mred');
    assert.equal(screen.questions, 1);
    assert.ok(screen.shown.endsWith('\u001b[31mred\u001b[?7331$p'));
  });

  it('has taken also a sequence that does not end', () => {
    const screen = new Screen();
    screen.flow.write(PIECE);
    screen.answer();
    screen.flow.write('\u001b]52;');
    for (let at = 0; at < 40; at++) screen.flow.write(PIECE);
    assert.ok(screen.taken > 36 * PIECE.length);
  });

  it('tells only answers to our questions apart from what is typed', () => {
    const screen = new Screen();
    for (const typed of ['ls\r', '\u001b[A', '\u001b[?2026;2$y', '\u001b[0n']) {
      assert.equal(screen.flow.typed(typed), typed);
    }
    assert.equal(screen.flow.typed('a\u001b[?7331;0$yb'), 'ab');
  });
});

describe('company in a namespace', () => {
  const net = aNamespace('net', 7, { name: 'sfo' });
  const target = { kind: 'join', namespaces: [net.id], groups: [], take: [] } as const;
  const member = (pid: number, facts: Partial<Process> = {}) =>
    aProcess(pid, { namespaces: { net: net.id }, ...facts });
  const own = member(9, { terminal: 1 });

  it('is told of once, when it has left', () => {
    const company = new Company({ target, user: 'own' }, aSnapshot([net], [member(5)]));
    assert.deepEqual(company.look(aSnapshot([net], [member(5), own])), []);
    assert.deepEqual(
      company.look(aSnapshot([net], [member(5, { state: 'zombie' }), own])).map((each) => formatMessage(each)),
      ['The last other process has left sfo (net): only terminals are in it.'],
    );
    assert.deepEqual(company.look(aSnapshot([net], [own])), []);
  });

  it('is not told of where there was none', () => {
    const company = new Company({ target, user: 'own' }, aSnapshot([net]));
    assert.deepEqual(company.look(aSnapshot([net], [own])), []);
  });
});

describe('a script', () => {
  const ROWS: readonly (readonly [text: string, shell: readonly string[]])[] = [
    ['echo a', ['sh']],
    ['#!/bin/sh\necho a', ['/bin/sh']],
    ['#!/bin/bash -eu\necho a', ['/bin/bash', '-eu']],
    ['#! /usr/bin/env bash\necho a', ['bash']],
    ['#!/usr/bin/python3\nprint(1)', ['sh']],
    ['#!/bin/rm -rf\n', ['sh']],
    ['echo\n#!/bin/bash', ['sh']],
  ];
  for (const [text, shell] of ROWS) {
    it(`${JSON.stringify(text)} is for ${shell.join(' ')}`, () => {
      assert.deepEqual(scriptCommand(text, '/x/a.sh'), [...shell, '-c', text, '/x/a.sh']);
    });
  }
});
