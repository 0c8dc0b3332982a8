import { readConfig } from './config.ts';
import { startSandbox } from './sandbox.ts';

const sandbox = await startSandbox(readConfig(process.env));
console.log(`AWS sandbox (STS, IAM, S3; for development and tests) at ${sandbox.url}`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    sandbox.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
