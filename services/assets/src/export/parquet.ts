import { ByteWriter, ParquetWriter, type SchemaElement, schemaFromColumnData } from 'hyparquet-writer';
import type { ExportColumn } from '../domain/export.ts';

/** Readers skip and decode whole row groups. A row group is held in memory once: some 10 MB for assets. */
const ROWS_A_GROUP = 20_000;

/** Rows as Parquet with Snappy compression. A row group is sent when it is full; the footer is sent last. */
export async function* encodeParquet<Row>(
  columns: readonly ExportColumn<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncIterable<Uint8Array> {
  const bytes = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: columnData(columns, []) }).map(inUtc);
  const parquet = new ParquetWriter({ writer: bytes, schema, createdBy: 'bucket-sync' });
  let group: Row[] = [];
  for await (const rows of batches) {
    group.push(...rows);
    if (group.length < ROWS_A_GROUP) continue;
    await parquet.write({ columnData: columnData(columns, group), rowGroupSize: group.length });
    group = [];
    yield takeBytes(bytes);
  }
  if (group.length > 0) await parquet.write({ columnData: columnData(columns, group), rowGroupSize: group.length });
  await parquet.finish();
  yield takeBytes(bytes);
}

/** Without this, readers interpret a timestamp as local time. */
function inUtc(element: SchemaElement): SchemaElement {
  if (element.converted_type !== 'TIMESTAMP_MILLIS') return element;
  return { ...element, logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } };
}

function columnData<Row>(columns: readonly ExportColumn<Row>[], rows: readonly Row[]) {
  return columns.map(({ name, type, isNullable, read }) => ({
    name,
    type,
    nullable: isNullable ?? false,
    data: rows.map((row) => {
      const value = read(row);
      return type === 'INT64' && typeof value === 'number' ? BigInt(value) : value;
    }),
  }));
}

/** The writer's file offset continues; only its buffer is emptied. */
function takeBytes(writer: ByteWriter): Uint8Array {
  const taken = writer.getBytes().slice();
  writer.index = 0;
  return taken;
}
