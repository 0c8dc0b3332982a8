import type { GraphqlClient } from './graphql-client.ts';

/** Assets of one kind in the dataset. */
export interface AddedKind {
  contentType: string;
  count: number;
  totalBytes: number;
  example: string;
}

/** Files that were skipped for one reason. */
export interface SkippedKind {
  reason: string;
  count: number;
  example: string;
  detail: string;
  /** A command that fixes the example; null when no command can. */
  fixCommand: string | null;
}

export interface DataRows {
  month: string;
  used: number;
  limit: number;
}

export interface SyncResult {
  added: AddedKind[];
  skipped: SkippedKind[];
  dataRows: DataRows;
}

interface AssetNode {
  contentType: string;
  objectKey: string;
  sizeBytes: number;
}

interface SkippedNode {
  reason: string;
  objectKey: string;
  detail: string;
  fixCommand: string | null;
}

interface Page<Node> {
  edges: { node: Node }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Reads the added and the skipped files of a dataset through the paged fields that the Explorer uses. */
export async function readResult(gateway: GraphqlClient, datasetId: string): Promise<SyncResult> {
  const assets = await everyNode<AssetNode>(gateway, datasetId, 'assets', 'contentType objectKey sizeBytes');
  const skipped = await everyNode<SkippedNode>(
    gateway,
    datasetId,
    'skippedFiles',
    'reason objectKey detail fixCommand',
  );
  const { organization } = await gateway.request<{ organization: { dataRows: DataRows } }>(
    '{ organization { dataRows { month used limit } } }',
  );
  return {
    added: byMostFrequent(assets, ({ contentType }) => contentType).map(([contentType, files]) => ({
      contentType,
      count: files.length,
      totalBytes: files.reduce((total, { sizeBytes }) => total + sizeBytes, 0),
      example: files[0]!.objectKey,
    })),
    skipped: byMostFrequent(skipped, ({ reason }) => reason).map(([reason, files]) => {
      const { objectKey, detail, fixCommand } = files.find((file) => file.fixCommand !== null) ?? files[0]!;
      return { reason, count: files.length, example: objectKey, detail, fixCommand };
    }),
    dataRows: organization.dataRows,
  };
}

async function everyNode<Node>(
  gateway: GraphqlClient,
  datasetId: string,
  field: 'assets' | 'skippedFiles',
  selection: string,
): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ; ) {
    const { dataset }: { dataset: { page: Page<Node> } } = await gateway.request(
      `query ($datasetId: ID!, $after: String) {
        dataset(id: $datasetId) {
          page: ${field}(first: 100, after: $after) {
            edges { node { ${selection} } } pageInfo { hasNextPage endCursor }
          }
        }
      }`,
      { datasetId, after },
    );
    nodes.push(...dataset.page.edges.map(({ node }) => node));
    if (!dataset.page.pageInfo.hasNextPage) return nodes;
    after = dataset.page.pageInfo.endCursor;
  }
}

function byMostFrequent<Node>(nodes: Node[], kind: (node: Node) => string): [string, Node[]][] {
  return [...Map.groupBy(nodes, kind)].sort(([, a], [, b]) => b.length - a.length);
}
