// The bench's own S3: one bucket of any number of keys, served so fast that it is never the bottleneck.
//   node bench/s3-stand-in/main.ts [--port 0] [--bucket bench] [--shape flat] [--count 20000]
//     [--list-ms 0] [--read-ms 0] [--requests-per-second 0]
import { parseArgs } from 'node:util';
import { serveStandIn } from './server.ts';
import { SHAPES, type Shape } from './shapes.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    bucket: { type: 'string', default: 'bench' },
    shape: { type: 'string', default: 'flat' },
    count: { type: 'string', default: '20000' },
    'list-ms': { type: 'string', default: '0' },
    'read-ms': { type: 'string', default: '0' },
    'requests-per-second': { type: 'string', default: '0' },
  },
});
const isShape = (name: string): name is Shape => name in SHAPES;
if (!isShape(values.shape)) {
  console.error(`no shape named ${values.shape}; there are ${Object.keys(SHAPES).join(', ')}`);
  process.exit(2);
}
const standIn = await serveStandIn({
  port: Number(values.port),
  bucketName: values.bucket,
  shape: values.shape,
  count: Number(values.count),
  listMs: Number(values['list-ms']),
  readMs: Number(values['read-ms']),
  requestsPerSecond: Number(values['requests-per-second']),
});
console.log(`the S3 stand-in listens on ${standIn.url}`);
process.once('SIGTERM', () => standIn.stop());
