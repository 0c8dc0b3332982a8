/** The page at the gateway's address when no console is served. It has no script and loads nothing. */
export const GATEWAY_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Bucket Sync</title>
    <style>
      body { font: 16px/1.6 system-ui, sans-serif; max-width: 42rem; margin: 4rem auto; padding: 0 1rem }
      body { color: #1c2430 }
      code { background: #eef1f5; border-radius: 4px; padding: 0 .3em }
    </style>
  </head>
  <body>
    <h1>Bucket Sync</h1>
    <p>This is the GraphQL gateway. Every request needs a bearer token.</p>
    <ul>
      <li>Queries and mutations: <code>POST /graphql</code></li>
      <li>Subscriptions: WebSocket <code>/graphql</code> (<code>graphql-transport-ws</code>), or server-sent events
        <code>POST /graphql/stream</code></li>
      <li><code>/healthz</code>, <code>/readyz</code></li>
    </ul>
  </body>
</html>
`;

export const GATEWAY_PAGE_HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
