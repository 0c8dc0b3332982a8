/**
 * Makes a value from an object once, and returns the same one while the object lives.
 *
 * @param make  returns no undefined
 */
export function onceForEach<Source extends object, Value>(make: (source: Source) => Value): (source: Source) => Value {
  const made = new WeakMap<Source, Value>();
  return (source) => {
    let value = made.get(source);
    if (value === undefined) {
      value = make(source);
      made.set(source, value);
    }
    return value;
  };
}
