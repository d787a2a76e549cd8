import { formatMessage } from '../../src/base/message.ts';
import { type Description, stepLine } from '../../src/model/operation/operation.ts';

/** A description as a person reads it. */
export function inWords(description: Description) {
  return {
    title: formatMessage(description.title),
    lines: description.steps.map(stepLine),
    refusals: description.refusals.map(
      (each) => `${each.code}: ${formatMessage(each.message)} ${formatMessage(each.remedy)}`,
    ),
    offers: description.refusals.flatMap(({ offer }) => offer ?? []),
    warnings: description.warnings.map((each) => formatMessage(each)),
    danger: description.danger,
    undo: description.undo,
  };
}
