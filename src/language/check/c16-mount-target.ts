import { message } from '../../base/message.ts';
import { STANDARD_TARGETS, usualTarget } from '../../model/spec/mount-kind.ts';
import { isWithin, normalizePath } from '../../model/spec/posix-path.ts';
import { isMount, type Mount } from '../generated/ast.ts';
import { statementsOf } from '../spec-index.ts';
import { type CheckContext, defineCheck, type Fix } from './check.ts';
import { remove, replace } from './spans.ts';

interface Target {
  readonly node: Mount;
  readonly path: string;
}

function targetsOf(node: Mount): Target[] {
  const { kind, target } = node;
  if (kind === 'standard') return STANDARD_TARGETS.map((path) => ({ node, path }));
  const path = target ?? usualTarget(kind);
  return path?.startsWith('/') ? [{ node, path: normalizePath(path) }] : [];
}

function checkForm(node: Mount, { report }: CheckContext): void {
  const { target } = node;
  if (target === undefined) return;
  const at = { node, property: 'target' };
  const better = normalizePath(`/${target}`);
  const fixes: Fix[] = [{ title: message('Use {0}', better), edits: [replace(at, better)], preferred: true }];
  if (!target.startsWith('/')) {
    report(at, { message: message('The target is a path inside: it begins with a slash.'), fixes });
  } else if (target.split('/').includes('..')) {
    report(at, { message: message('The target must not go up with “..”.'), fixes });
  } else if (normalizePath(target) === '/') {
    report(at, { message: message('Nothing can be mounted over the root: say it with rootfs.') });
  }
}

/** Puts a mount in front of another of the same block. */
function moveBefore(node: Mount, other: Mount, text: string): Fix[] {
  const [what, where] = [node.$cstNode, other.$cstNode];
  if (!what || !where || node.$container !== other.$container) return [];
  const line = text.slice(text.lastIndexOf('\n', where.offset - 1) + 1, where.offset);
  const gap = /^\s*$/.test(line) ? `\n${line}` : '  ';
  return [
    {
      title: message('Move it before the other'),
      edits: [{ offset: where.offset, end: where.offset, text: what.text + gap }, remove(node, text)],
      preferred: true,
    },
  ];
}

function checkAgainst({ node, path }: Target, before: readonly Target[], { report, text }: CheckContext): void {
  const at = node.target === undefined ? { node } : { node, property: 'target' };
  const same = before.find((other) => other.path === path);
  if (same) {
    report(at, {
      message: message('Something is mounted on {0} already.', path),
      fixes: [{ title: message('Remove this one'), edits: [remove(node, text)] }],
      related: [{ at: { node: same.node }, message: message('This is mounted there.') }],
    });
    return;
  }
  const below = before.find((other) => isWithin(path, other.path));
  if (!below) return;
  report(at, {
    severity: 'warning',
    message: message('This hides what is mounted on {0} before.', below.path),
    fixes: moveBefore(node, below.node, text),
    related: [{ at: { node: below.node }, message: message('This will not be seen.') }],
  });
}

export const c16 = defineCheck({
  code: 'C16',
  severity: 'error',
  title: 'A mount that cannot be made, or hides another',
  explanation:
    'A target is an absolute path inside, without `..`. Mounts are made in the order of the file: one on `/srv` after one on ' +
    '`/srv/data` hides it, and two on the same target hide the first. `mount standard` brings /proc, /sys and /dev.',
  on: ['Container', 'Mount'],
  check(node, context) {
    if (node.$type === 'Mount') return checkForm(node, context);
    const before: Target[] = [];
    for (const mount of statementsOf(node).filter(isMount)) {
      const targets = targetsOf(mount);
      const [hit] = targets.filter(({ path }) => before.some((other) => isWithin(path, other.path)));
      if (hit && hit.path !== '/') checkAgainst(hit, before, context);
      before.push(...targets);
    }
  },
});
