import pg from 'pg';
import { Pool } from 'undici';
import {
  decide,
  FIRST_READ_BYTES,
  MissingBytes,
  readAheadBytes,
  SparseBytes,
} from '../../services/sync/testing/index.ts';
import { photoOf64KiB } from '../s3-stand-in/photo.ts';
import { cpuSeconds } from './processes.ts';

/** CPU microseconds an object of each bare stage: the lower bound for an engine in this language on this machine. */
export interface Ceilings {
  list: number;
  read: number;
  decide: number;
  store: number;
}

const OBJECTS = 4_000;
const PAGE = 1_000;
const IN_FLIGHT = 64;

/** @param postgresPid  its CPU counts for the stage that stores */
export async function measureCeilings(
  s3Url: string,
  bucketName: string,
  databaseUrl: string,
  postgresPid: number,
): Promise<Ceilings> {
  const http = new Pool(s3Url, { connections: IN_FLIGHT });
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    const keys: string[] = [];
    const list = await ownMicroseconds(async () => {
      while (keys.length < OBJECTS) {
        const after = keys.at(-1) ?? '';
        const page = await textOf(http, `/${bucketName}?list-type=2&prefix=&start-after=${encodeURIComponent(after)}`);
        const found = keysIn(page);
        if (found.length === 0) break;
        keys.push(...found);
      }
      return keys.length;
    });
    const read = await ownMicroseconds(() => readAll(http, bucketName, keys));
    const decided = await ownMicroseconds(async () => decideOften(OBJECTS * 10));
    const postgresBefore = cpuSeconds(postgresPid);
    const stored = await ownMicroseconds(() => storeAll(db, OBJECTS));
    const server = ((cpuSeconds(postgresPid) - postgresBefore) * 1e6) / OBJECTS;
    return { list, read, decide: decided, store: stored + server };
  } finally {
    await Promise.all([http.close(), db.end()]);
  }
}

/** @param work  resolves with how many objects it did */
async function ownMicroseconds(work: () => Promise<number>): Promise<number> {
  const before = process.cpuUsage();
  const objects = await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / objects;
}

async function textOf(http: Pool, path: string): Promise<string> {
  const answer = await http.request({ path, method: 'GET' });
  return answer.body.text();
}

function keysIn(page: string): string[] {
  const keys: string[] = [];
  for (let at = page.indexOf('<Key>'); at >= 0; at = page.indexOf('<Key>', at)) {
    const end = page.indexOf('</Key>', at);
    keys.push(page.slice(at + 5, end));
    at = end;
  }
  return keys;
}

async function readAll(http: Pool, bucketName: string, keys: readonly string[]): Promise<number> {
  const waiting = [...keys];
  const readOn = async (): Promise<void> => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      const headers = { range: `bytes=0-${FIRST_READ_BYTES - 1}` };
      const answer = await http.request({ path: `/${bucketName}/${key}`, method: 'GET', headers });
      await answer.body.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, readOn));
  return keys.length;
}

function decideOften(times: number): number {
  const bytes = photoOf64KiB();
  for (let time = 0; time < times; time += 1) {
    const known = new SparseBytes(bytes.length, readAheadBytes(false, 1));
    known.add(0, bytes.subarray(0, FIRST_READ_BYTES));
    if (decide('JPEG', known) instanceof MissingBytes) throw new Error("the stand-in's photo needs a second read");
  }
  return times;
}

async function storeAll(db: pg.Client, objects: number): Promise<number> {
  await db.query(
    'create temporary table if not exists stored (key text primary key, etag text, size bigint, w int, h int)',
  );
  await db.query('truncate stored');
  for (let from = 0; from < objects; from += PAGE) {
    const numbers = Array.from({ length: PAGE }, (_, at) => from + at);
    await db.query(
      'insert into stored select * from unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::int[])',
      [
        numbers.map((number) => `train/${String(number).padStart(9, '0')}.jpg`),
        numbers.map((number) => number.toString(16).padStart(32, '0')),
        numbers.map(() => 65_536),
        numbers.map(() => 320),
        numbers.map(() => 240),
      ],
    );
  }
  return objects;
}
