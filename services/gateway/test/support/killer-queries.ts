/** Fragments that each spread the next one twice: `levels` of them make 2^levels fields, in about 60 bytes each. */
export function nestedFragments(levels: number, operation = 'query'): string {
  const root = operation === 'query' ? 'bucketConnections' : 'syncProgress(runId: "r1")';
  const type = operation === 'query' ? 'BucketConnection' : 'SyncRun';
  const names = Array.from({ length: levels }, (_, level) => `f${level}`);
  const fragments = names.map((name, level) => {
    const inner = level + 1 < levels ? `...f${level + 1} ...f${level + 1}` : 'id';
    return `fragment ${name} on ${type} { ${inner} }`;
  });
  return `${operation} { ${root} { ...f0 } } ${fragments.join(' ')}`;
}

/** Queries that each exceed one limit and are valid otherwise. */
export const OVER_THE_LIMITS: Record<string, string> = {
  'of 16 levels of fragments': nestedFragments(16),
  'of 20 levels of fragments': nestedFragments(20),
  'of 1,200 tokens': `{ bucketConnections { ${'id '.repeat(1_200)} } }`,
  'that is 9 deep':
    '{ datasets { bucketConnections { dataset { bucketConnections { dataset { bucketConnections { dataset { ' +
    'bucketConnections { id } } } } } } } } }',
  'with 16 aliases': `{ ${Array.from({ length: 16 }, (_, index) => `a${index}: datasets { id }`).join(' ')} }`,
  'with 51 directives': `{ datasets { ${'id @skip(if: false) '.repeat(51)} } }`,
  'of a hundred assets of each dataset': '{ datasets { assets(first: 100) { edges { cursor } } } }',
  'of a page longer than any': '{ dataset(id: "d1") { assets(first: 100000) { edges { cursor } } } }',
  'whose fragments lead back to themselves':
    '{ datasets { ...a } } fragment a on Dataset { id ...b } fragment b on Dataset { ...a }',
};
