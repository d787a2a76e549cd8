import { message } from '../../base/message.ts';
import { isContainer, isLimits } from '../generated/ast.ts';
import { ancestorsOf, bytesOf, type KnobOwner, settingsOf } from '../knobs.ts';
import { defineCheck, type Fix } from './check.ts';
import { addStatement } from './spans.ts';

const LIMIT = 'memory.max = 64M';

function isLimited(owner: KnobOwner): boolean {
  return [owner, ...ancestorsOf(owner)].some((each) => bytesOf(settingsOf(each).get('memory.max')) !== undefined);
}

function addLimit(owner: KnobOwner, text: string): Fix {
  const limits = isContainer(owner) ? owner.body.findLast(isLimits) : owner;
  const edit = limits ? addStatement(limits, LIMIT, text) : addStatement(owner, `limits { ${LIMIT} }`, text);
  return { title: message('Add {0}', LIMIT), edits: [edit] };
}

export const e04 = defineCheck({
  code: 'E04',
  severity: 'warning',
  title: 'A kill is expected, and no limit leads to it',
  explanation:
    'The kernel kills a process of a group when the memory of the group comes to `memory.max`, its own or that of a group above. Without ' +
    'one nothing is killed until the whole host is short of memory. `memory.high` makes slow and does not kill.',
  on: ['OomKilled'],
  check(node, { report, text }) {
    const { negated, subject } = node.$container;
    const owner = subject?.ref;
    if (negated || !owner || (owner.$type !== 'Container' && owner.$type !== 'Cgroup') || isLimited(owner)) return;
    report(
      { node },
      {
        message: message('Nothing limits the memory of {0}.', owner.name),
        fixes: settingsOf(owner).has('memory.max') ? [] : [addLimit(owner, text)],
      },
    );
  },
});
