/**
 * CPU that this process and its threads have used, in ms. What must be quick is held to this: a clock on the wall also
 * counts what the machine does beside it.
 */
export function cpuTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
