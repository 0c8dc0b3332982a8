import { compileOperator, type ValueTest } from './condition-operators.ts';
import type { RequestContext } from './request-context.ts';
import { PolicySyntaxError } from './syntax-error.ts';

/** One `operator: { key: values }` of a statement's Condition; all of a statement's conditions must hold. */
export type Condition = (context: RequestContext) => boolean;

/**
 * Compiles the Condition element of a statement.
 *
 * When the request lacks the key, a positive operator is false, a negated one is true, `…IfExists` and `ForAllValues`
 * are true, and `ForAnyValue` is false.
 *
 * @throws PolicySyntaxError for an operator that IAM does not know or a value that it cannot parse
 * @see IAM User Guide, "IAM JSON policy elements: Condition operators"
 */
export function compileConditions(element: unknown, variables: boolean): Condition[] {
  if (element === undefined) return [];
  if (!isRecord(element)) throw new PolicySyntaxError('Syntax errors in policy.');
  return Object.entries(element).flatMap(([operator, keys]) => {
    if (!isRecord(keys)) throw new PolicySyntaxError('Syntax errors in policy.');
    return Object.entries(keys).map(([key, values]) =>
      compileCondition(operator, key.toLowerCase(), values, variables),
    );
  });
}

function compileCondition(operatorText: string, key: string, element: unknown, variables: boolean): Condition {
  const values = (Array.isArray(element) ? element : [element]).map((value) => {
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw new PolicySyntaxError('Syntax errors in policy.');
    return String(value);
  });
  const [, quantifier, name = '', ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/.exec(operatorText) ?? [];
  if (name === 'Null') return compileNull(key, values);
  const operator = compileOperator(name, values, variables);
  if (operator === undefined) throw new PolicySyntaxError(`Invalid Condition type : ${operatorText}.`);
  const { tests, negated } = operator;
  const fits = (value: string, context: RequestContext) => anyTest(tests, value, context) !== negated;

  return (context) => {
    const present = context.get(key);
    if (present === undefined || present.length === 0) {
      if (ifExists !== undefined || quantifier === 'ForAllValues') return true;
      return quantifier === 'ForAnyValue' ? false : negated;
    }
    if (quantifier === 'ForAllValues') return present.every((value) => fits(value, context));
    if (quantifier === 'ForAnyValue' || !negated) return present.some((value) => fits(value, context));
    return present.every((value) => fits(value, context));
  };
}

function anyTest(tests: ValueTest[], value: string, context: RequestContext): boolean {
  return tests.some((test) => test(value, context));
}

function compileNull(key: string, values: string[]): Condition {
  const mustBeAbsent = values.some((value) => value.toLowerCase() === 'true');
  return (context) => ((context.get(key)?.length ?? 0) === 0) === mustBeAbsent;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
