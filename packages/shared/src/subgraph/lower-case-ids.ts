import {
  defaultFieldResolver,
  GraphQLID,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/**
 * Changes the fields of a schema: each argument of the type ID reaches its resolver in lower case, also inside lists
 * and input objects. PostgreSQL finds a UUID in any case and returns it in lower case. Ids are also compared as text
 * (names of roles, keys of messages, events of a subscription), where the case of the caller would count.
 */
export function lowerCaseIds(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      if (field.args.length === 0) continue;
      const { subscribe, resolve = defaultFieldResolver } = field;
      const types = new Map(field.args.map((argument) => [argument.name, argument.type]));
      const lowered = (args: Record<string, unknown>) => mapValues(args, (name) => types.get(name));
      field.resolve = (source, args, ...rest) => resolve(source, lowered(args), ...rest);
      if (subscribe) field.subscribe = (source, args, ...rest) => subscribe(source, lowered(args), ...rest);
    }
  }
}

function mapValues(values: object, typeOf: (name: string) => GraphQLInputType | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inLowerCase(typeOf(name), value)]));
}

function inLowerCase(type: GraphQLInputType | undefined, value: unknown): unknown {
  if (!type) return value;
  if (isNonNullType(type)) return inLowerCase(type.ofType, value);
  if (Array.isArray(value)) return value.map((each) => inLowerCase(isListType(type) ? type.ofType : type, each));
  if (typeof value === 'string') return type === GraphQLID ? value.toLowerCase() : value;
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return value;
  const fields = type.getFields();
  return mapValues(value, (name) => fields[name]?.type);
}
