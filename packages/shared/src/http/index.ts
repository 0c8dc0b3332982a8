export { Counter, Gauge, Histogram, type Registry } from 'prom-client';
export { createHttpServer, type HttpServer, SUBGRAPH_BODY_LIMIT_BYTES } from './http-server.ts';
export { isEventStream } from './in-flight.ts';
