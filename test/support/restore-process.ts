import { afterAll, vi } from 'vitest';

// The test files of the parts share processes. Each file leaves the variables and the timers as it found them: an
// endpoint of AWS that stayed set would break another file, depending on their order.
const before = { ...process.env };

afterAll(() => {
  vi.useRealTimers();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
